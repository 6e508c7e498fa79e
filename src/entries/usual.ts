/** The list of usual words, apart: only a check that takes its time asks for them. */
export { USUAL } from '../english/usual';
