/** A series for other tools: JSON and DOT. */

import type { Verdict } from '../../analysis/order/order/verdict';
import { isViolated, levelOf } from '../../analysis/order/relations/relate';
import { escapeControls, escapeControlsJson } from '../../model/escape-controls';
import type { View } from './view';

/** Everything, weak relations as well. `applies` is null where it was not tried. */
export function orderJson(verdict: Verdict, applies: { ok: boolean; why: string } | null): string {
  const { facts, all, mutual } = verdict.relations;
  const number = (index: number) => facts.patches[index]!.number;
  return escapeControlsJson({
    patches: facts.patches.map(({ number: n, kind, patch, brings }) => ({
      number: n,
      kind,
      shortlog: patch.shortlog.value,
      commit: patch.origin.commit,
      messageId: patch.origin.messageId,
      file: patch.origin.file,
      brings: [...brings.values()].flat().map(({ name, form, path }) => ({ name, form, path })),
    })),
    relations: all.map((relation) => ({
      kind: relation.kind,
      first: number(relation.first),
      second: number(relation.second),
      confidence: Number(relation.confidence.toFixed(3)),
      build: relation.build,
      skips: relation.skips === true,
      level: levelOf(relation),
      violated: isViolated(relation),
      name: relation.name,
      evidence: relation.evidence,
      signals: relation.signals,
    })),
    mutual: mutual.map(({ test, kernel, evidence }) => ({
      test: number(test),
      kernel: number(kernel),
      evidence,
    })),
    suggestion:
      verdict.suggestion === null
        ? null
        : {
            order: verdict.suggestion.order.map(number),
            moved: verdict.suggestion.moved.map(number),
            contradicting: verdict.suggestion.dropped.map(({ first, second }) => [
              number(first),
              number(second),
            ]),
            applies,
          },
  });
}

export function orderDot(view: View): string {
  const text = (value: string) => `"${escapeControls(value).replace(/[\\"]/g, '\\$&')}"`;
  const out = ['digraph series {', '  rankdir=TB;', '  node [shape=box, fontname="sans-serif"];'];
  for (const { number, kind, shortlog } of view.rows) {
    out.push(`  ${number} [label=${text(`${number} (${kind}) ${shortlog}`)}];`);
  }
  for (const { from, to, kind, wrong, skips } of view.arrows) {
    const style = wrong ? ', color=red, penwidth=2' : skips ? ', style=dashed' : '';
    out.push(`  ${view.rows[from]!.number} -> ${view.rows[to]!.number} [label=${text(kind)}${style}];`);
  }
  return `${out.join('\n')}\n}\n`;
}
