/** What the code of HEAD makes of a name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClone } from '../../src/git/git-clone';
import { scratch } from './scratch';

const CODE = `#define DEMO_MAX 4
struct demo_state {
	int demo_field;
	int (*demo_hook)(void);
};

/* See demo_gone. */
static int
demo_below(void)
{
	return demo_elsewhere();
}

static struct demo_state *demo_get(void)
{
	int demo_local = 1;
	demo_array[0] = 2;
	return demo_get_again(demo_local);
}

void demo_both(void)
{
	x->demo_both;
	goto demo_label;
}

enum {
	DEMO_ONE,
};
`;

test('a function is told from a field, a macro, a variable and a word', (t) => {
  const { dir, env, commit } = scratch(t);
  commit('Add the demo', { 'virt/kvm/kvm_main.c': CODE, 'drivers/demo.c': 'void demo_driver(void)\n' });
  const wanted =
    'DEMO_MAX demo_state demo_field demo_hook demo_gone demo_below demo_elsewhere demo_get demo_local demo_array demo_both demo_label DEMO_ONE demo_driver demo_'.split(
      ' ',
    );
  const uses = openClone(dir, { env })!.uses(wanted);
  assert.ok(uses instanceof Map);
  assert.deepEqual(Object.fromEntries(uses), {
    DEMO_MAX: 'other',
    demo_state: 'other',
    demo_field: 'other',
    demo_hook: 'other',
    demo_gone: 'mentioned',
    demo_below: 'function',
    demo_elsewhere: 'mentioned',
    demo_get: 'function',
    demo_local: 'other',
    demo_array: 'other',
    demo_both: 'other',
    demo_label: 'other',
    DEMO_ONE: 'other',
  });
});

test('unknown without KVM in the tree, with parts of it missing, and at a commit', (t) => {
  const { dir, env, git, commit } = scratch(t);
  commit('Add a driver', { 'drivers/demo.c': CODE });
  assert.equal(openClone(dir, { env })!.uses(['demo_get']), 'unknown');
  commit('Add KVM', { 'virt/kvm/kvm_main.c': CODE });
  assert.equal(openClone(dir, { env, walk: false })!.uses(['demo_get']), 'unknown');
  assert.equal(openClone(dir, { env })!.uses([]), 'unknown');
  git('config', 'extensions.partialClone', 'origin');
  assert.equal(openClone(dir, { env })!.uses(['demo_get']), 'unknown');
});
