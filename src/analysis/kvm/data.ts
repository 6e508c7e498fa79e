/** What git-kvm knows of KVM before any configuration extends it. */
import type { Domain } from './domain';
import { PATHS } from './paths';
import { TOPICS } from './topics';

export const DOMAIN: Domain = {
  topics: TOPICS,
  paths: PATHS,
  localPrefixes: [
    'WIP',
    'DO NOT MERGE',
    'DO-NOT-MERGE',
    'DNM',
    'NOT FOR UPSTREAM',
    'LOCAL',
    'HACK',
    'DEBUG',
    'TEMP',
    'TMP',
    'XXX',
  ],
};
