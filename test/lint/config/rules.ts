import type { RuleSpec } from '../../../src/lint/config/schema';

/** Rules made up for these tests: one with options of each type. */
export const RULES: readonly RuleSpec[] = [
  { id: 'shortlog-case', level: 'block', summary: 'Names are case sensitive' },
  {
    id: 'shortlog-length',
    level: 'block',
    summary: 'At most 80 characters',
    options: {
      maximum: { default: 80, summary: 'Characters' },
      strict: { default: false, summary: 'No exception' },
      word: { default: 'x', summary: 'A word' },
      except: { default: ['a'], summary: 'Words' },
    },
  },
  { id: 'reverse-fir-tree', level: 'note', summary: 'Longest declaration first' },
];
