/** Which mutant is in force, for a program that a test starts with an environment of its own. */
export function handedOn(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MUTANT')));
}
