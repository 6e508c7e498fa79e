/** Words that look like misspellings and are none, apart: only a check that takes its time asks for them. */
export { LOOKALIKES } from './lookalikes';
