import { patchRule, type RulePage } from '../lint/rule';

export default patchRule({
  id: 'shortlog-length',
  section: 'shortlog',
  level: 'block',
  requires: ['message'],
  summary: 'Keep the shortlog to 75 characters, 80 at most',
  options: {
    preferred: { default: 75, summary: 'Number of characters above which it warns' },
    max: { default: 80, summary: 'Number of characters above which it blocks' },
  },
  *check(patch, { options }) {
    const max = Number(options.max);
    const preferred = Math.min(Number(options.preferred), max);
    const { value } = patch.shortlog;
    const length = [...value].length;
    if (length <= preferred) return;
    const isOver = length > max;
    // git makes the shortlog of a revert, from a shortlog that was checked before.
    const isRevert = /^(?:Revert|Reapply) "/.test(value);
    const limit = isOver ? max : preferred;
    const from = [...value].slice(0, limit).join('').length;
    yield {
      message: isOver
        ? `Shortlog has ${length} characters, the limit is ${max}`
        : `Shortlog has ${length} characters, more than ${preferred}`,
      hint: isOver
        ? `Shorten it to ${preferred}; \`[PATCH …]\` does not count`
        : `Shorten it to ${preferred}, unless there is a good reason for up to ${max}`,
      at: patch.shortlog.span(from),
      ...(isOver && !isRevert ? {} : { level: 'warn' }),
    };
  },
});

const PREFIX = 'KVM: x86/mmu: ';
const upTo = (length: number) => `${PREFIX}Zap ${'x'.repeat(length - PREFIX.length - 4)}`;

export const page = (): RulePage => ({
  guide: 'maintainer-kvm-x86: Shortlog',
  why: `Lists of commits show one line each. KVM x86 takes 75 characters as a firm-but-not-hard limit, and 80 as a hard one:
exceed 75 by a few characters only with good reason. \`[PATCH v2 1/3]\` is not recorded and does not count.`,
  valid: [
    { name: 'short', message: 'KVM: x86: Fix a leak' },
    { name: 'exactly 75 characters', message: upTo(75) },
    { name: 'letters of several bytes count once', message: `KVM: x86: ${'é'.repeat(65)}` },
    { name: 'another limit, configured', message: upTo(90), options: { preferred: 100, max: 120 } },
  ],
  invalid: [
    { name: '76 characters', message: upTo(76), quotes: ['x'], levels: ['warn'] },
    { name: '80 characters', message: upTo(80), quotes: ['xxxxx'], says: ['more than 75'], levels: ['warn'] },
    {
      name: '81 characters',
      message: upTo(81),
      quotes: ['x'],
      says: ['the limit is 80\nShorten it to 75; '],
    },
    {
      name: 'a revert, which git words itself',
      message: `Revert "${upTo(75)}"`,
      quotes: ['xxx"'],
      levels: ['warn'],
    },
    { name: 'a smaller limit, configured', message: upTo(70), options: { max: 60 }, quotes: ['xxxxxxxxxx'] },
  ],
});
