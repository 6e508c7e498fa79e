/** `npm run mutants`: every mutant of the rules, or of those that are named. Exit status 1 if one goes unnoticed. */
import { RULES } from '../../src/rules/registry';
import { compiles, pathOf, tryMutants } from './try-mutants';
import { TypeCheck } from './types';

async function main(wanted: readonly string[]): Promise<void> {
  const ids = RULES.map(({ id }) => id).filter((id) => wanted.length === 0 || wanted.includes(id));
  const types = new TypeCheck(ids.map(pathOf));
  let tried = 0;
  let left = 0;
  for (const id of ids) {
    const result = await tryMutants(id, ['finding', 'condition', 'level']);
    const survivors = result.survivors.filter((mutant) => compiles(types, id, mutant));
    tried += result.tried;
    left += survivors.length;
    for (const { line, code, text } of survivors)
      console.log(`${pathOf(id)}:${line}: no test notices \`${code.slice(0, 120)}\` as \`${text}\``);
  }
  console.log(`mutants: ${tried} of ${ids.length} rules, ${left} unnoticed`);
  process.exitCode = left > 0 ? 1 : 0;
}

main(process.argv.slice(2));
