/** What the tree's configuration takes away: a tree may weaken rules, but not in silence. */
import { basename } from 'node:path';
import { escapeControls } from '../../model/escape-controls';
import type { Assignment, Effective } from './merge';
import type { RuleSpec } from './schema';

/**
 * One line on the rules that would block without the tree's file and no longer do, or whose options it sets: '' if there
 * are none. What the user's own layers say over the tree does not count.
 */
export function weakenedLine(rules: readonly RuleSpec[], { origins }: Effective): string {
  let file = '';
  const weakened = rules.flatMap((rule) => {
    const levels = origins.get(`rules.${rule.id}.level`) ?? [];
    const without = levels.filter(({ layer }) => layer !== 'tree').at(-1)?.value ?? rule.level;
    if (without !== 'block') return [];
    const level = byTree(levels);
    const options = Object.keys(rule.options ?? {}).filter((name) =>
      byTree(origins.get(`rules.${rule.id}.options.${name}`)),
    );
    file = level?.from ?? file;
    if (level !== undefined && level.value !== 'block') return [`${rule.id} (${level.value})`];
    if (options.length === 0) return [];
    file = byTree(origins.get(`rules.${rule.id}.options.${options[0]}`))?.from ?? file;
    return [`${rule.id} (${options.join(', ')})`];
  });
  if (weakened.length === 0) return '';
  return `git-kvm: ${escapeControls(basename(file))} in this tree weakens rules that block: ${weakened.join(', ')}\n`;
}

/** One line on the checkers that the tree's file names, and that don't run; '' if there are none. */
export function ignoredLine({ ignored }: Effective): string {
  if (ignored === undefined) return '';
  return `git-kvm: ${ignored}: checkers are ignored in a tree; name them in your own configuration or the clone's\n`;
}

/** The value that holds, if the tree gave it. */
function byTree(assignments: readonly Assignment[] = []): Assignment | undefined {
  const last = assignments.at(-1);
  return last?.layer === 'tree' ? last : undefined;
}
