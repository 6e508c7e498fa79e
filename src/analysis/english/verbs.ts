/**
 * Verbs that patches are described with, as data. Inflected forms come from rules (`forms.ts`) and from the list of
 * irregular ones.
 */

/** Verbs that are hardly ever nouns, or never where a sentence begins. */
const PLAIN = `
abandon abolish absorb abstract abstain accelerate accept accommodate accomplish account accumulate achieve acknowledge acquire activate
adapt add adhere adjust adopt advance advertise advertize advise affect aggregate align allocate allow alter amend
amortize analyze annotate announce anticipate append apply approximate arm arrange assemble assert assess assign assist
associate assume assure attach attempt attribute audit augment authenticate automate avoid await awake axe
backport bail batch become begin behave belong bind bisect bless bolster boot bootstrap borrow bother bounce bound
break bring broadcast broaden build bump bundle bury bypass
cache calculate calibrate call canonicalize cancel capitalize capture carry carve cast catch categorize cater cause cease centralize
change characterize check cherry-pick choose clamp clarify classify clean cleanup clear clone close clobber coalesce
codify coerce collapse collect combine commandeer commit compact compare compensate compile complain complete compress compute
concatenate condense condition conditionalize configure confine confirm connect consider consist consolidate constify constrain construct
consult consume contain continue contract convert convey cooperate coordinate copy correct correlate corrupt count cover craft
create cull cut
deal debug decide declare decode decompose decouple decrease decrement decrypt dedicate dedup dedupe deduplicate deem defer
define defragment delay delegate delete delineate delimit deliver demand demangle demonstrate demote denote deny
depend deprecate dequeue dereference derive describe deselect deserialize designate destroy detach detect determine
devise diagnose differentiate disable disallow disambiguate disarm discard disclose disconnect discontinue discourage discover
disentangle disinherit dismantle dispatch dispense display dispose disregard distinguish distribute ditch dive divert divide
do document donate double download downgrade drain draw drive drop dump duplicate
ease echo edit elaborate elevate elide eliminate embed embrace emit emphasize employ empower emulate enable encapsulate enclose
encode encompass encounter encourage encrypt end enforce engage enhance enlarge enlighten enqueue enrich ensure enter enumerate
equip eradicate erase escape establish estimate evade evaluate evict examine exceed exchange exclude excise execute exempt exercise exhaust
exit expand expect expedite explain explode exploit explore export expose express extend extract extricate
facilitate factor fail fake fall favor feed fence fetch fill filter finalize find finish fire fix fixup flag flatten flesh flip float
flush fold follow forbid force forego forget fork format formalize forward foster free freeze fulfil fulfill funnel fuse
gain gate gather generalise generalize generate genericize get give glue go grab grant group grow guarantee guard guide
hack halt hand handle hang harden hardcode hard-code harmonize have heal help hide highlight hint hit hoist hold honor honour hook hope host hotplug
identify idle ignore illustrate imagine impact implement imply import impose improve include incorporate increase increment incur indent index
indicate induce inform inherit inhibit init initialise initialize initiate inject inline insert inspect install instantiate instruct instrument
insulate integrate intend interact intercept interleave internalize interpolate interpret interrupt introduce introspect invalidate invent invert
investigate invoke involve isolate issue iterate
join juggle jump justify keep kick kill kludge know
label lack land latch launch lay lead leak learn leave let level leverage lift limit link list listen load localize locate lock
log look loop loosen lose lower
maintain make manage mandate mangle manipulate manufacture map mark mask match materialize maximize mean measure memoize memset mention merge
migrate mimic mind minimize mirror miss mitigate mock model modernise modernize modify modularize monitor mount move multiplex multiply munge mutate
mute name narrow need neglect negotiate neuter nest normalise normalize note notify nuke nullify number
obey obfuscate observe obsolete obtain occupy offer offload offset omit onboard online offline opt open operate optimise optimize orchestrate order organize
orphan outline output overhaul overload overlook override overwrite own
pack package pad page paper parallelize parameterize parametrize park parse partition pass paste patch pause pave peek peel pend penalize perform
permit permute persist pick piggyback pin pipe pivot place plan play plug plumb point poison police poke poll pollute pop populate port
position post postpone power preallocate precalculate precede preclude precompute predicate predict preempt prefer prefetch prefix
prepare prepend prescribe present preserve press presume pretend prettify prevent print prioritize privatize probe proceed process produce profile
program prohibit project prolong promote prompt propagate propose protect prove provide provision prune publish pull punt purge pursue push put
qualify quantify query queue quiesce quiet quit quote
raise randomize range rank rate rationalize re-add re-allow re-apply re-check re-enable re-enter re-export re-establish re-evaluate
re-initialize re-inject re-introduce re-map re-order re-organize re-read re-request re-sort re-tag re-use re-wrap re-write reach react read realign realize
rearm rearrange reassign reassert rebase reboot rebuild recalculate recalibrate receive recheck reclaim recognize recommend recompute reconcile
reconfigure reconsider reconstruct record recover recreate recycle redefine redirect redistribute redo reduce reenable reencode reestablish
reevaluate refactor refer reference refill refine reflect reflow reformat refresh refuse register regenerate regroup regularize reimplement reinforce reinit
reinitialize reinject reinstall reinstate reintroduce reiterate reject relax relay release relocate rely remain remap remember remind remove
rename render renumber reorder reorganize reorg repack repair reparent repeat replace replay replicate reply report repopulate reposition
represent reproduce repurpose request require reread reroute rescan reschedule rescue reserve reset reshuffle resign resize resolve respect respond restart restore
restrain restrict restructure result resume resurrect resync retain rethink retire retrieve retrofit retry return reuse reveal revamp reverse revert
review revise revisit revive revoke rewind rewire reword rework rewrite rid rip roll rotate round route run
sample sanitise sanitize satisfy save say scale scan schedule scope scrap scrape screen scrub search seal section secure seed see seek
segregate select send separate sequence serialise serialize serve service set settle setup share sharpen shield shift ship shoot shorten shove show shrink shuffle
shut shutdown shunt sidestep signal signify silence simplify simulate sink sit size skip sleep slice slim slow smooth smother snapshot sneak sniff snip snoop solidify
solve sort spawn specialize specify speed spell spin splice split spoof spray spread sprinkle squash squeeze squelch stabilise stabilize stage stamp standardise standardize start
starve stash state stay steal steer step stick stomp stop store straighten streamline strengthen stress stretch strip structure stub study stuff style
subject submit subscribe substitute subtract succeed suck suffer suggest suit sum summarize supersede supplant supplement supply support suppose suppress surround survive
suspend swallow swap switch symlink sync synchronise synchronize synthesize
table tag tailor take tally target teach tear teardown tell terminate test tick tidy tie tighten time toggle tolerate top topup touch trace track trade train transfer transform
transition translate transmit trap traverse treat trigger trim trip truncate trust try tune turn tweak twiddle type typecast
unbind unblock unbreak unclutter uncouple undefine underline understand undo unexport unfold unfreeze ungate unhide unhook unify uninstall uninline unite unlink unlock unmap unmask unpack unpin
unprotect unregister unroll unset unsplit unsubscribe unwind unwrap update upgrade uplevel upload upstream use utilise utilize
vacate validate value vary vectorize vendor verify version vet view virtualize visit void vote
wait wake walk want warm warn warrant wash watch wean weaken wedge weigh whack whitelist widen wind wipe wire wish withdraw withhold wonder work workaround worry wrap write writethrough
yank yield zap zero zero-initialize zeroize zeroise
`;

/** Verbs that are as well nouns (or adjectives) which a sentence can begin with: what follows tells. */
const ALSO_NOUN = `
access advance affect aggregate approximate attempt audit batch boot bound broadcast build bump bundle bypass cache cast cause change check
clean cleanup clear clone close commit compact complete compress condition contract correct count cover cut deal debug delay demand
dirty display document double draw drive drop dump duplicate end escape exchange execute exercise exit export express fake fall fault feed fence filter
fire fix fixup flag flip flush fold force fork format forward free freeze fuse gate group guard guide hack halt hand handle hang hang help hide highlight hint hit hold
hook hope host hotplug idle impact import increase increment indent index init inline instrument interrupt issue join jump keep kick kill label
lack land latch launch lead leak level lift limit link list load lock log look loop lower map mark mask match mean measure mention merge mirror miss mock
model monitor mount move mute name narrow need nest note number obsolete offer offline offset online open order outline output overhaul overload override
own pack package pad page park pass paste patch pause pin pipe pivot place plan play plug point poke poll pop port position post power prefix present press print
probe process produce profile program project prompt provision pull purge push query queue quiet quote raise range rank rate reach read reboot record reference
refill reflow refresh register relay release remap repair replay reply report request rescue reserve reset resize restart result resume retry return reuse reverse review
revert rewind rework rewrite roll round route run sample save scale scan schedule scope scrap screen scrub search seal section secure seed select sense separate sequence
service set setup shadow share shift ship show shutdown signal silence sink size skip sleep slice slow snapshot snoop sort spawn speed spin split spread
stage stamp start state stay step stick stop store stress stretch strip structure stub study stuff style subject sum supplement supply support surround suspend
switch sync table tag target tear teardown test tick tie time toggle top touch trace track trade train transfer transform transition trap trigger trim trip
trust try tune turn tweak type undo update upgrade use value vendor version view void vote wait wake walk want warm warrant wash watch wind wire wish wonder
work workaround worry wrap write yield zero
`;

/** Past tense and participle where they are not made by `-ed`. */
const IRREGULAR = `
become:became begin:began,begun bind:bound break:broke,broken bring:brought build:built catch:caught choose:chose,chosen
cut:cut deal:dealt do:did,done draw:drew,drawn drive:drove,driven fall:fell,fallen feed:fed find:found forbid:forbade,forbidden forget:forgot,forgotten
freeze:froze,frozen get:got,gotten give:gave,given go:went,gone grow:grew,grown hang:hung have:had hide:hid,hidden hit:hit hold:held keep:kept know:knew,known lay:laid
lead:led leave:left let:let lose:lost make:made mean:meant override:overrode,overridden overwrite:overwrote,overwritten put:put quit:quit read:read
rebuild:rebuilt redo:redid,redone reset:reset rewind:rewound rewrite:rewrote,rewritten run:ran rip:ripped say:said see:saw,seen seek:sought send:sent set:set shoot:shot show:showed,shown
shrink:shrank,shrunk shut:shut sink:sank,sunk sit:sat sleep:slept speed:sped spell:spelt spin:spun split:split spread:spread steal:stole,stolen stick:stuck
take:took,taken teach:taught tear:tore,torn tell:told think:thought understand:understood undo:undid,undone unset:unset unwind:unwound wake:woke,woken
wind:wound withdraw:withdrew,withdrawn withhold:withheld write:wrote,written
`;

const words = (list: string) => new Set(list.trim().split(/\s+/));

/** Every verb in its base form. */
export const VERBS: ReadonlySet<string> = new Set([...words(PLAIN), ...words(ALSO_NOUN)]);
export const NOUN_VERBS: ReadonlySet<string> = words(ALSO_NOUN);

/** Past forms and participles of irregular verbs, by form. */
export const PAST_FORMS: ReadonlyMap<string, string> = new Map(
  IRREGULAR.trim()
    .split(/\s+/)
    .flatMap((entry) => {
      const [base, forms] = entry.split(':') as [string, string];
      return forms.split(',').map((form) => [form, base] as [string, string]);
    }),
);
