/**
 * All that git-kvm leaves in a clone besides its installation: one list, from which each part takes its names, and by
 * which `uninstall` cleans up.
 */
/** Files and folders of the git directory that all worktrees share. */
export const REFUSED_FOLDER = 'git-kvm-refused';
export const FIXED_FOLDER = 'git-kvm-fixed';
export const SERIES_FILE = 'git-kvm-series.json';
export const NOTES_SHOWN_FILE = 'git-kvm-notes.json';
export const VERIFY_FOLDER = 'git-kvm-verify';
/** Keys and values that `install --b4` added to the configuration. */
export const B4_SETTINGS = 'git-kvm/b4.json';
/** Files of the git directory of one worktree. */
export const ALLOW_FILE = 'git-kvm-allow';
export const ALLOW_USED_FILE = 'git-kvm-allow.used';

/** Suppressions that stay in the clone. */
export const LOCAL_NOTES_REF = 'refs/notes/git-kvm-local';
/** Suppressions whose reason is printed in the mail. */
export const PUBLIC_NOTES_REF = 'refs/notes/git-kvm';
export const EVIDENCE_REF = 'refs/notes/git-kvm-evidence';
export const BACKUP_REFS = 'refs/git-kvm/backup';

type NotesSettings = readonly (readonly [key: string, value: string])[];
/** What makes git carry the notes along. */
export const LOCAL_NOTES_SETTINGS: NotesSettings = [['notes.rewriteRef', LOCAL_NOTES_REF]];
/** The same, and what makes git print them in mails. */
export const PUBLIC_NOTES_SETTINGS: NotesSettings = [
  ['notes.rewriteRef', PUBLIC_NOTES_REF],
  ['format.notes', PUBLIC_NOTES_REF],
];

export interface Leaving {
  /** In words, for the user. */
  readonly what: string;
  /** Below the git directory that all worktrees share; files beside them count, whose names go on with a dot. */
  readonly paths?: readonly string[];
  /** The same, below the git directory of each worktree. */
  readonly worktreePaths?: readonly string[];
  /** Refs, and all below them. */
  readonly refs?: readonly string[];
  readonly settings?: NotesSettings;
  /** A file with settings, as JSON. */
  readonly settingsFile?: string;
  /** True for what is the user's work, and goes only if they say so. */
  readonly isKept?: boolean;
}

export const LEFT_BEHIND: readonly Leaving[] = [
  { what: 'backups of branches', refs: [BACKUP_REFS], isKept: true },
  { what: 'messages of rejected commits', paths: [REFUSED_FOLDER] },
  { what: 'mails as they were before --fix --in-place', paths: [FIXED_FOLDER], isKept: true },
  { what: 'versions of series that were formatted and sent', paths: [SERIES_FILE], refs: ['refs/git-kvm'] },
  { what: 'the notes that were shown', paths: [NOTES_SHOWN_FILE] },
  {
    what: 'suppressions of findings',
    worktreePaths: [ALLOW_FILE],
    refs: [LOCAL_NOTES_REF, PUBLIC_NOTES_REF],
    settings: [...LOCAL_NOTES_SETTINGS, ...PUBLIC_NOTES_SETTINGS],
  },
  { what: 'builds, and records of what was built and run', paths: [VERIFY_FOLDER], refs: [EVIDENCE_REF] },
  { what: 'settings of b4', settingsFile: B4_SETTINGS },
];
