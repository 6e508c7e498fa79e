/**
 * The words that people are known to misspell, each of them once, a line each. The build makes a text file of it, so that
 * what checks words does not begin with reading all that they are misspelt as.
 */
import { MISSPELLINGS } from './misspellings';

const right = MISSPELLINGS.split('\n').map((line) => line.slice(line.indexOf(' ') + 1).toLowerCase());
export const USUAL = [...new Set(right)].filter(Boolean).sort().join('\n');
