import type { Examples } from '../more';

const message = (text: string) => `KVM: SVM: Restore the ASID after a reset\n\n${text}\n`;
const ID = '1234567890abcdef1234567890abcdef12345678';
const SHORTLOG = 'KVM: SVM: Forget the ASID on reset';
const clone = { commits: { [ID]: { shortlog: SHORTLOG } } };
const right = message(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`);

export const more: Examples = {
  valid: [
    { name: 'a number after a quotation', message: message('Restore the "ASID" (1234567) as it was.') },
    { name: 'a number after words of time', message: message('Restore what is lost since 1234567abc.') },
    { name: 'a value', message: message('Restore the value 1234567890ab as it was.') },
    {
      name: 'a shortlog without a prefix',
      message: message('Restore what commit 1234567890ab ("Forget the ASID") lost.'),
    },
    {
      name: 'in parentheses, with another quotation after it',
      message: message(`Restore it (lost by commit 1234567890ab "${SHORTLOG}", no "must").`),
      clone,
    },
    {
      name: 'a shortlog that quotes something, known to the clone',
      message: message('Restore what commit 1234567890ab ("KVM: SVM: Say "forget" twice") lost.'),
      clone: { commits: { [ID]: { shortlog: 'KVM: SVM: Say "forget" twice' } } },
    },
    {
      name: 'the parentheses go on',
      message: message(`Restore what commit 1234567890ab ("${SHORTLOG}", in 6.1) lost.`),
      clone,
    },
    {
      name: 'one word for two commits, with a long shortlog between them',
      message: message(
        'Restore what commits 1234567890ab ("KVM: SVM: Do without the ASID where the guest resets") and\n1234567890ac ("KVM: SVM: Forget it") lost.',
      ),
    },
    {
      name: 'numbers after words of commits',
      message: message(
        'Restore what is broken by 0xdeadbeef12, and since 202406121314 on the CPU since abc.',
      ),
    },
  ],
  invalid: [
    {
      name: 'two commits at once',
      message: message(`Restore what commits 1234567 ("${SHORTLOG}") and 1234567890ab lost.`),
      clone,
      quotes: ['1234567'],
      says: ['has 7 digits: use at least 12'],
      fixed: message(`Restore what commits 1234567890ab ("${SHORTLOG}") and 1234567890ab lost.`),
    },
    {
      name: 'no such commit, but one of that shortlog',
      message: message(`Restore what commit abcdef012345 ("${SHORTLOG}") lost.`),
      clone,
      quotes: ['abcdef012345'],
      fixed: message(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'the text in parentheses is not a shortlog',
      message: message('Restore what commit 1234567890ab (which broke it) lost.'),
      clone,
      quotes: ['1234567890ab'],
      says: ['is cited without its shortlog'],
      fixed: message(`Restore what commit 1234567890ab ("${SHORTLOG}") (which broke it) lost.`),
    },
    {
      name: 'a quotation before it that is not a shortlog',
      message: message(`Restore the "root" (1234567890ab ("${SHORTLOG}")).`),
      quotes: ['1234567890ab'],
      says: ['No "commit" before'],
      levels: ['note'],
      fixed: message(`Restore the "root" (commit 1234567890ab ("${SHORTLOG}")).`),
    },
    {
      name: 'a whole bare id of what brought it',
      message: message(`Restore the ASID, which is lost since ${ID}.`),
      quotes: [ID],
    },
    {
      name: 'the shortlog before the id',
      message: message(`Restore the ASID, as before "${SHORTLOG}" (1234567890ab) was merged.`),
      quotes: ['1234567890ab'],
      says: ['after the id'],
    },
    {
      name: 'a bare id of what brought it',
      message: message(
        'Restore the ASID, which is lost since 1234567890ab.  It was introduced in\n2234567890ab, and 3234567890ab moved it.',
      ),
      quotes: ['1234567890ab', '2234567890ab', '3234567890ab'],
      says: ['is cited without its shortlog'],
    },
    {
      name: 'typographic quotes alone',
      message: message(`Restore what commit 1234567890ab “${SHORTLOG}” lost.`),
      quotes: ['1234567890ab'],
      says: ['in parentheses and double quotes'],
      fixed: right,
    },
    {
      name: 'single quotes',
      message: message(`Restore what commit 1234567890ab ('${SHORTLOG}') lost.`),
      quotes: ['1234567890ab'],
      fixed: right,
    },
    {
      name: 'too short, and the parentheses go on',
      message: message(`Restore what commit 1234567 ("${SHORTLOG}", in 6.1) lost.`),
      clone,
      quotes: ['1234567'],
      fixed: message(`Restore what commit 1234567890ab ("${SHORTLOG}", in 6.1) lost.`),
    },
    {
      name: 'another shortlog of a whole id, which stays whole',
      message: message(`Restore what commit ${ID} ("KVM: SVM: Forget it") lost.`),
      clone,
      quotes: ['("KVM: SVM: Forget it")'],
      says: [`does not match commit ${ID}`],
      fixed: message(`Restore what commit ${ID} ("${SHORTLOG}") lost.`),
    },
    {
      name: 'no shortlog, and what to write without a clone',
      message: message('Restore what commit 1234567890ab lost.'),
      quotes: ['1234567890ab'],
      says: ['Write `commit 1234567890ab ("<shortlog>")`'],
    },
    {
      name: 'too short, and only a clone can tell more',
      message: message(`Restore what commit 1234567 ("${SHORTLOG}") lost.`),
      quotes: ['1234567'],
      says: ['<12 digits>'],
    },
    {
      name: 'too short, and another shortlog',
      message: message('Restore what commit 1234567 ("KVM: SVM: Forget it") lost.'),
      clone,
      quotes: ['1234567'],
      says: ['use at least 12'],
      fixed: right,
    },
    {
      name: 'named twice with its shortlog',
      message: message(
        `Restore what commit 1234567890ab ("${SHORTLOG}") and commit 1234567 ("${SHORTLOG}") lost.`,
      ),
      clone,
      quotes: ['1234567'],
      fixed: message(
        `Restore what commit 1234567890ab ("${SHORTLOG}") and commit 1234567890ab ("${SHORTLOG}") lost.`,
      ),
    },
    {
      name: 'a comma before the shortlog',
      message: message(`Restore what commit 1234567890ab, ("${SHORTLOG}") lost.`),
      quotes: ['1234567890ab'],
      fixed: message(`Restore what commit 1234567890ab ("${SHORTLOG}") lost.`),
    },
    {
      name: 'named twice, the second time too short',
      message: message(
        `Restore what commit 1234567890ab ("${SHORTLOG}") lost.  Before commit 1234567 it was there.`,
      ),
      clone,
      quotes: ['1234567'],
      fixed: message(
        `Restore what commit 1234567890ab ("${SHORTLOG}") lost.  Before commit 1234567890ab it was there.`,
      ),
    },
  ],
};
