/** What in a message tells that a patch fixes a bug. Words of the kernel's log, and of people. */

import { memoizeText } from '../../model/memoize-text';
import { prefiltered } from '../../model/prefilter';
import { anyOf, oneOf, pattern } from '../../model/words';

/** Lines that the kernel prints when something went wrong. */
const SPLAT = prefiltered(
  `bug:, ubsan:, warning:, general protection fault, kernel bug, oops:, info:, unreferenced object, rip:,
    call trace:`,
  anyOf(
    'm',
    pattern()`\bBUG: ${oneOf`
      KASAN, KCSAN, KMSAN, unable to handle, kernel NULL pointer, sleeping function, soft lockup,
      scheduling while atomic, spinlock, workqueue lockup, Bad page
    `}`,
    /\bBUG: \w{1,40}.{0,40} detected/,
    /\bUBSAN: /,
    /\bWARNING: CPU: \d/,
    /\bWARNING: possible (?:circular|recursive)/,
    /\bWARNING: suspicious RCU/,
    /\bgeneral protection fault\b/,
    /\bkernel BUG at /,
    /\bOops: /,
    /\bINFO: (?:task .{1,80} blocked|rcu_|trying to register)/,
    /\bunreferenced object 0x/,
    /^[ \t]*(?:RIP|Call Trace):/,
  ),
);

/** What is broken, in words that mean nothing else. */
const DEFECT = prefiltered(
  `after free, after-free, double free, double-free, uaf, leak, null, deadlock, dead-lock, lost, missed,
    torn, bluescreen, blue-screen, bsod, fail, overflow, overrun, underflow, underrun, uninit, kasan, kcsan,
    kmsan, bounds, data race, race condition, undefined behav, infinite loop, lockup, lock-up, lockdep,
    regression, bogus, spurious, corrupt, crash, panic, off by, off-by`,
  pattern('i')`\b${oneOf`
    use[- ]after[- ]free, double[- ]free, UAF,
    (?:memory|refcount|reference|page|info(?:rmation)?|vmalloc)[- ]leaks?, leak(?:s|ed|ing)?,
    (?:null|NULL)[- ](?:pointer|ptr)(?:[- ]deref\w*)?, null[- ]deref\w*, dead-?lock(?:s|ed)?,
    (?:lost|missed) (?:interrupts?|wake-?ups?|irqs?|nmis?|timers?), torn (?:reads?|writes?|values?),
    blue-?screens?, BSODs?, fail(?:s|ed|ing)? to (?:boot|reboot|resume|migrate),
    (?:buffer|stack|heap|integer) (?:over|under)(?:flow|run)s?, uninit-value,
    K[ACM]SAN (?:complain|report|splat|warn|detect)\w*, out[- ]of[- ]bounds,
    uninitiali[sz]ed (?:memory|variable|value|data|stack), data races?, race condition, infinite loop,
    soft lock-?up, hard lock-?up, lockdep splat, regression, bogus, spurious(?:ly)?, undefined behaviou?r,
    overflowing, corrupt(?:s|ed|ing|ion)?, crash(?:es)?, panics?, off[- ]by[- ]one
  `}\b`,
);

const HANG = /\bhangs?\b/i;

/** Something went wrong, in words that people also use of what merely could be better. */
const AMISS = prefiltered(
  `mistake, wrong, incorrect, erroneous, accident, inadvertent, luck, fail, forg, overlook, broken,
    breaks, bug`,
  pattern('i')`\b${oneOf`
    (?<!spelling\s)mistakes?, mistaken(?:ly)?, wrong(?:ly)?, incorrect(?:ly)?(?!\s(?:suggest|impl)), erroneous(?:ly)?,
    accidental(?:ly)?, inadvertent(?:ly)?, by accident, by (?:sheer )?luck,
    fail(?:s|ed)? to (?:\w+ )?${oneOf`
      check, handle, free, release, restore, reset, account, take, hold, clear, set, update, save, load
    `},
    forg[eo]t(?:s|ten)?, overlook(?:s|ed), broken, breaks,
    (?<!userspace\s|VMM\s)bug(?!\sthe\sVM)(?:gy)?
  `}\b`,
);

/** Verbs that begin what keeps something from happening again. */
const GUARD = pattern('i')`^${oneOf`
    don't, do not, dont, avoid, prevent, stop, never, always, reset, unlock, close, hold, take, put,
    unregister, restore, reject, forbid, disallow, ensure, make sure, handle, check, wait, free,
    release, clear, zero, sani\w+, validate, properly, correctly, re-?initiali[sz]e, initiali[sz]e
  `}\b`;

/** Verbs that begin what is new, or what does the same as before. */
const NO_FIX = pattern('i')`^${oneOf`
    add, test, introduce, support, verify, expand, extend, print, trace, rename, move, automate, assert,
    warn, bug, document, count, tally, record, track, convert, refactor, factor, clean, cleanup, split,
    extract, open.?code, use, enable, advertise, expose, remove, drop, delete, replace, rework, allow,
    implement, define, annotate, mark, dump, log
  `}\b`;

/** Verbs that begin the description of a fix; what is missing was forgotten, if it is more than one line. */
const FIX = prefiltered(
  'fix, correct, repair, plug, unbreak, right, missing',
  anyOf(
    'i',
    /^(?:fix|fixes|fixed|fixing|bugfix|bug fix|hotfix|correct|repair|plug(?! in\b)|unbreak)\b:?/,
    pattern()`^${oneOf`
      use, return, pass, set, check, report, copy, read, write, take, hold, restore, save, compute,
      calculate, account, apply, load
    `} (?:the )?(?:right|correct)\b(?!.{0,60}\b${oneOf`
      names?, types?, prefix, terms?, macros?, helpers?, includes?, headers?, tags?, style
    `}\b)`,
    pattern()`^add(?:s|ed)? (?:a |the |back )?missing\b(?!.{0,80}\b${oneOf`
      includes?, headers?, newlines?, blanks?, braces?, static, const, prototypes?, entry, entries,
      tests?, testcases?, coverage, definitions?, defines?, macros?, registers?, bits?, features?
    `}\b)`,
  ),
);

/** The changelog says that something is fixed, `this fixes a bug where …`, or names the commit that broke it. */
const MENDS = prefiltered(
  'fix, introduced, caused, exposed, broke, ly assum',
  anyOf(
    'i',
    /\b(?:bug|issue|problem|regression|race|leak|deadlock)\b[^.]{0,60}\s(?:introduced|caused|exposed)\s(?:by|in|with)\s(?:commit\s)?[0-9a-f]{8}/,
    /\b(?:broke|broken|caused)\s(?:by|in|with|since)\s(?:commit\s)?[0-9a-f]{8}/,
    /\bcommit\s[0-9a-f]{8,40}\s(?:\([^)]{1,100}\)\s)?broke\b/,
    /\b(?:wrong|incorrect|mistaken|erroneous|false)ly\sassum(?:es|ed|ing)\b/,
    /^\s*fix(?:es|ed)?\s/,
    pattern()`(?:[.:!]\s{1,3}|\n\n)
      (?:(?:so|thus|hence|therefore),?\s+)?fix(?:\s+(?:it|this|that|them|these|those)|\s+the\s+(?:\w+\s+)?(?:issue|problem|bug|race|leak)s?)\b`,
    /\b(?:this|which|that|also)\s+(?:also\s+)?fixes\s+(?:an?|the)\s+(?:\w+\s+){0,2}(?:bug|issue|problem|race|leak|crash|regression)\b/,
  ),
);

/** What does not build, and tests that fail: no one lets them be on purpose. */
const FAILS = prefiltered(
  'undefined reference, implicit declaration, error, fail, breakage, assert, multiple definition',
  anyOf(
    'i',
    /\bundefined reference\b/,
    /\bimplicit declaration of\b/,
    /\b(?:build|compilation|compile|link(?:er)?|modpost) (?:errors?|failures?|breakage)\b/,
    /\bfails? to (?:build|compile|link)\b/,
    /\b(?:multiple definition of|linker command failed)\b/,
    /\bERROR: modpost: /,
    /\.[chS]:\d+:(?:\d+:)? (?:fatal )?error:\s/,
    /\btests? (?:\w+ )?fails? (?:on|with|when|because|if|like|as|randomly|sporadically|intermittently|occasionally)\b/,
    /\bresults? in (?:a )?(?:\w+ )?test failures?\b/,
    /\btriggers? (?:the following |an? )assert\w*/,
  ),
);

/** Verbs that begin what was not there before, whatever it helps against. */
const NEW =
  /^(?:add|introduce|support|test|verify|expand|extend|implement|allow|enable|advertise|expose|document|print|trace)\b/i;

/** What may be wrong without a bug: nothing that runs is changed. */
const COSMETIC = prefiltered(
  `typo, misnomer, misnamed, misleading, spel, grammar, wording, comment, indent, white, style, format,
    alignment, doc, rst, title, link, url, mail, maintainers, changelog, checkpatch, coccicheck, sparse,
    name, naming, readme, copyright, license, spdx, punctuation, capitali, nit`,
  pattern('i')`\b${oneOf`
    typos?, misnomers?, misnamed, misleading (?:\w+ )?(?:names?|messages?), spell?ings?, misspell\w*,
    mis-spell\w*, grammar, wording, comments?, comment's, indent\w*, white-?spaces?, white spaces?,
    (?:coding|code) style, style, format(?:ting)?, alignment of (?:the )?(?:comment|columns),
    kernel-?docs?, documentation, docs?, rst, htmldocs, titles?, links?, urls?, e-?mails?,
    maintainers entry, changelog, checkpatch\S*, coccicheck, sparse, function names?, variable names?,
    naming, kdoc, readme, copyright, license, spdx, punctuation, capitali[sz]ation, nits?
  `}\b`,
);

/** The bug is as young as the series, or is not in what git records. */
const NOT_IN_HISTORY = prefiltered(
  `functional change, not a, isn't a, benign, theoretical, harmless, no known, not possible, in practice,
    in preparation, be used, be needed, be added, previous patch, previous commit, previous change, earlier
    patch, earlier commit, earlier change, in the future, next patch, next commit, next change, later patch, later commit,
    later change, future patch, future change, future commit, future use`,
  pattern('i')`\b${oneOf`
    no functional changes? (?:is |are )?intended,
    (?:not|isn't|is not) (?:a|an) (?:actual |real |functional )?(?:bug|fix|issue|problem),
    (?:benign|theoretical|harmless), no known (?:bug|issue), not possible (?:today|in practice),
    never (?:happens|happened|reached) in practice,
    (?:previous|earlier|next|later) (?:patch|commit|change), in preparation,
    will (?:soon )?be (?:used|needed|added), future (?:patch|change|commit|use|user)s?,
    in the future
  `}\b`,
);

/** What only a tool takes for a bug. */
const NOISE = prefiltered(
  'bogus, spurious, false, mistaken, pointless',
  /\b(?:bogus|spurious|false|false-positive|mistaken|pointless)\s(?:\S+\s){0,3}?(?:warnings?|positives?|reports?|complaints?)\b/i,
);

const MOST_MESSAGES = 100;

export interface Signs {
  /** The shortlog says that it fixes. */
  readonly fix: boolean;
  /** The shortlog names a defect that it does away with. */
  readonly defect: boolean;
  readonly splat: boolean;
  /** Nothing that runs changes: a typo, a comment. */
  readonly cosmetic: boolean;
  /** The changelog says that nothing released is broken. */
  readonly harmless: boolean;
  /** The changelog tells in words what is broken. */
  readonly told: boolean;
  /** The changelog says that it fixes something, or that something does not build or pass, of what was there before. */
  readonly mends: boolean;
  /** The same, before something new: that may be the reason for a feature. */
  readonly mayMend: boolean;
  /** The changelog says that something is amiss. */
  readonly amiss: boolean;
  /** The shortlog begins as fixes do that do not say so: `Don't …`, `Check …`. */
  readonly guard: boolean;
  /** A tool that looks at style found it. */
  readonly ofTool: boolean;
  /** The shortlog begins as what is new does, or what does the same as before. */
  readonly isNew: boolean;
}

/**
 * @param description the shortlog without its prefix
 * @param changelog prose, splats and all
 */
export function signsOfBug(description: string, changelog: string): Signs {
  return signsIn(`${description}\n${changelog}`);
}

/** Several rules ask for the signs of one message. */
const signsIn = memoizeText((text): Signs => {
  const end = text.indexOf('\n');
  const [description, changelog] = [text.slice(0, end), text.slice(end + 1)];
  const isFix = FIX.test(description);
  const isNew = NO_FIX.test(description) && !isFix;
  const mends =
    !/\b(?:typos?|spell|misspell)/i.test(changelog) && (MENDS.test(changelog) || FAILS.test(changelog));
  const isCheck = isNew && /\bcheck/i.test(description) && tellsDefect(changelog);
  return {
    fix: isFix,
    defect: tellsDefect(description) && !isNew,
    splat: SPLAT.test(changelog),
    cosmetic: COSMETIC.test(description),
    harmless: NOT_IN_HISTORY.test(changelog) || NOISE.test(description),
    told: tellsDefect(changelog) && !isNew,
    mends: mends && !NEW.test(description),
    mayMend: mends || isCheck,
    amiss: AMISS.test(changelog) && !isNew,
    guard: GUARD.test(description),
    ofTool: STYLE_TOOL.test(changelog),
    isNew,
  };
}, MOST_MESSAGES);

/** A tool's remark on how code is written is not a bug. */
const STYLE_TOOL = prefiltered(
  'cocci, checkpatch, codespell, clang-tidy, cppcheck, sparse, kernel-doc, includecleaner',
  /\b(?:coccicheck|coccinelle|cocci script|checkpatch|codespell|clang-tidy|cppcheck|sparse|kernel-doc|includecleaner)\b/i,
);

/** The words of a changelog that tell of a bug: offset and length; null where none do. */
export function wordsOfBug(changelog: string): { readonly at: number; readonly length: number } | null {
  for (const { found } of [MENDS, FAILS, DEFECT, HANG, SPLAT, AMISS].map((one) => ({
    found: one.exec(changelog),
  }))) {
    if (found === null) continue;
    const words = found[0].replace(/^\W+/, '');
    return { at: found.index + found[0].length - words.length, length: words.trimEnd().length };
  }
  return null;
}

function tellsDefect(text: string): boolean {
  return DEFECT.test(text) || HANG.test(text);
}

/** Returns true if a message tells of a fix by itself, without a tag: of one that runs, and of something that was released. */
export function isFix(description: string, changelog: string): boolean {
  const { fix, defect, guard, cosmetic, harmless } = signsOfBug(description, changelog);
  // Of a guard without a word no one can tell; that it is none is less likely.
  const isSilent = guard && !/\p{L}/u.test(changelog);
  return (fix || defect || isSilent) && !cosmetic && !harmless;
}
