/** A day with git-kvm with the git and the node that run the tests: `npm run versions` gives others. */
import { test } from 'node:test';
import { tryDay } from './day';

test('install, commits, doctor, sends, uninstall', () => tryDay());
