/** Topics that the guide of a clone lists beside those that are known. */

import { topicsIn } from '../../model/guide';
import type { Series } from '../../model/patch';
import type { Domain, Topic } from './domain';
import { parseShortlog } from './shortlog';
import { namedTopic, topicNamed } from './topics';

/** As many topics of the nine make a list the list of topics. */
const FEWEST_KNOWN = 5;
/** More topics than this are something else. */
const MOST_TOPICS = 40;

/** Returns true if a shortlog of the series has a topic that isn't known, or isn't listed: then the guide is worth reading. */
export function namesFurtherTopic({ patches }: Series, domain: Domain): boolean {
  return patches.some(({ shortlog }) => {
    const [kvm, topic] = parseShortlog(shortlog.value, domain).segments;
    if (kvm?.value !== 'KVM' || topic === undefined) return false;
    const named = namedTopic(topic.value, domain);
    return named === null || named.topic.standing === 'used';
  });
}

/**
 * The domain with the topics that only `guide` lists. Nothing else changes: a topic that is known and listed stays as it
 * is, and a word that is known to be wrong (`mmu`, `vmx`, `kvm`) does not become right.
 */
export function withTopicsOf(guide: string, domain: Domain): Domain {
  const names = topicsIn(guide);
  const known = names.filter((name) => topicNamed(name, domain)?.standing === 'listed');
  if (known.length < FEWEST_KNOWN || names.length > MOST_TOPICS) return domain;
  const further = new Map<string, Topic>();
  for (const name of names) {
    const named = namedTopic(name, domain);
    if (named === null && !/^(?:x86\/)?kvm$/i.test(name)) further.set(name, newTopic(name, domain));
    if (named?.by === 'name' && named.topic.standing === 'used')
      further.set(name, { ...named.topic, standing: 'listed' });
  }
  if (further.size === 0) return domain;
  const topics = domain.topics.filter(({ name }) => !further.has(name));
  return { ...domain, topics: [...topics, ...further.values()] };
}

function newTopic(name: string, domain: Domain): Topic {
  const above = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  const parent = topicNamed(above, domain)?.standing === 'listed' ? above : 'x86';
  return { name, parent, standing: 'listed', arch: 'x86', aliases: [] };
}
