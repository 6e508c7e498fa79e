/** The list of misspelt words, apart: what a hook starts from should not carry it along. */
export { MISSPELLINGS } from '../english/misspellings';
