/** What in a message tells that a patch fixes a bug. Words of the kernel's log, and of people. */

/** Lines that the kernel prints when something went wrong. */
const SPLAT =
  /\bBUG: (?:KASAN|KCSAN|KMSAN|unable to handle|kernel NULL pointer|sleeping function|soft lockup|scheduling while atomic|spinlock|workqueue lockup|Bad page)|\bBUG: \w{1,40}.{0,40} detected|\bUBSAN: |\bWARNING: CPU: \d|\bWARNING: possible (?:circular|recursive)|\bWARNING: suspicious RCU|\bgeneral protection fault\b|\bkernel BUG at |\bOops: |\bINFO: (?:task .{1,80} blocked|rcu_|trying to register)|\bunreferenced object 0x|^[ \t]*(?:RIP|Call Trace):/m;

/** What is broken, in words that mean nothing else. */
const DEFECT =
  /\b(?:use[- ]after[- ]free|double[- ]free|UAF|(?:memory|refcount|reference|page|info(?:rmation)?|vmalloc)[- ]leaks?|leak(?:s|ed|ing)?|(?:null|NULL)[- ](?:pointer|ptr)(?:[- ]deref\w*)?|null[- ]deref\w*|dead-?lock(?:s|ed)?|(?:lost|missed) (?:interrupts?|wake-?ups?|irqs?|nmis?|timers?)|torn (?:reads?|writes?|values?)|blue-?screens?|BSODs?|fail(?:s|ed|ing)? to (?:boot|reboot|resume|migrate)|(?:buffer|stack|heap|integer) (?:over|under)(?:flow|run)s?|uninit-value|K[ACM]SAN (?:complain|report|splat|warn|detect)\w*|out[- ]of[- ]bounds|uninitiali[sz]ed (?:memory|variable|value|data|stack)|data races?|race condition|infinite loop|soft lock-?up|hard lock-?up|lockdep splat|regression|bogus|spurious(?:ly)?|corrupt(?:s|ed|ion)?|(?:kernel |host |guest )?(?:crash(?:es)?|panics?|hangs?)|off[- ]by[- ]one)\b/i;

/** Something went wrong, in words that people also use of what merely could be better. */
const AMISS =
  /\b(?:mistaken(?:ly)?|wrong(?:ly)?|incorrect(?:ly)?|erroneous(?:ly)?|accidental(?:ly)?|inadvertent(?:ly)?|by accident|by (?:sheer )?luck|fail(?:s|ed)? to (?:\w+ )?(?:check|handle|free|release|restore|reset|account|take|hold|clear|set|update|save|load)|forg[eo]t(?:s|ten)?|overlook(?:s|ed)|broken|breaks|bug(?:gy)?)\b/i;

/** Verbs that begin what keeps something from happening again. */
const GUARD =
  /^(?:don't|do not|dont|avoid|prevent|stop|never|always|reset|unlock|close|hold|take|put|unregister|restore|reject|forbid|disallow|ensure|make sure|handle|check|wait|free|release|clear|zero|sani\w+|validate|properly|correctly|re-?initiali[sz]e|initiali[sz]e)\b/i;

/** Verbs that begin what is new, or what does the same as before. */
const NO_FIX =
  /^(?:add|test|introduce|support|verify|expand|extend|print|trace|rename|move|automate|assert|warn|bug|document|count|tally|record|track|convert|refactor|factor|clean|cleanup|split|extract|open.?code|use|enable|advertise|expose|remove|drop|delete|replace|rework|allow|implement|define|annotate|mark|dump|log)\b/i;

/** Verbs that begin the description of a fix; what is missing was forgotten, if it is more than a line of its own. */
const FIX =
  /^(?:fix|fixes|fixed|fixing|bugfix|bug fix|hotfix|correct|repair|plug(?! in\b)|unbreak)\b:?|^(?:use|return|pass|set|check|report|copy|read|write|take|hold|restore|save|compute|calculate|account|apply|load) (?:the )?(?:right|correct)\b(?!.{0,60}\b(?:names?|types?|prefix|terms?|macros?|helpers?|includes?|headers?|tags?|style)\b)|^add(?:s|ed)? (?:a |the |back )?missing\b(?!.{0,80}\b(?:includes?|headers?|newlines?|blanks?|braces?|static|const|prototypes?|entry|entries|tests?|testcases?|coverage|definitions?|defines?|macros?|registers?|bits?|features?)\b)/i;

/** The changelog says in so many words that something is mended: `Fix it by …`, `this fixes a bug where …`. */
const MENDS =
  /^\s*fix(?:es|ed)?\s|(?:[.:!]\s{1,3}|\n\n)(?:(?:so|thus|hence|therefore),?\s+)?fix(?:\s+(?:it|this|that|them|these|those)|\s+the\s+(?:\w+\s+)?(?:issue|problem|bug|race|leak)s?)\b|\b(?:this|which|that|also)\s+(?:also\s+)?fixes\s+(?:an?|the)\s+(?:\w+\s+){0,2}(?:bug|issue|problem|race|leak|crash|regression)\b/i;

/** What does not build, and tests that fail: nobody lets them be on purpose. */
const FAILS =
  /\bundefined reference\b|\bimplicit declaration of\b|\b(?:build|compilation|compile|link(?:er)?|modpost) (?:errors?|failures?|breakage)\b|\bfails? to (?:build|compile|link)\b|\bERROR: modpost: |\.[chS]:\d+:(?:\d+:)? (?:fatal )?error: |\btests? (?:\w+ )?fails? (?:on|with|when|because|if|like|as|randomly|sporadically|intermittently|occasionally)\b|\bresults? in (?:a )?(?:\w+ )?test failures?\b|\btriggers? (?:the following |an? )assert\w*/i;

/** Verbs that begin what was not there before, whatever it helps against. */
const NEW =
  /^(?:add|introduce|support|test|verify|expand|extend|implement|allow|enable|advertise|expose|document|print|trace)\b/i;

/** What may be wrong without a bug: nothing that runs is changed. */
const COSMETIC =
  /\b(?:typos?|misnomers?|misnamed|misleading (?:\w+ )?(?:names?|messages?)|spell?ings?|misspell\w*|mis-spell\w*|grammar|wording|comments?|comment's|indent\w*|white-?spaces?|white spaces?|(?:coding|code) style|style|format(?:ting)?|alignment of (?:the )?(?:comment|columns)|kernel-?docs?|documentation|docs?|rst|htmldocs|titles?|links?|urls?|e-?mails?|maintainers entry|changelog|checkpatch\S*|coccicheck|sparse|function names?|variable names?|naming|kdoc|readme|copyright|license|spdx|punctuation|capitali[sz]ation|nits?)\b/i;

/** The bug is as young as the series, or is not in what git records. */
const NOT_IN_HISTORY =
  /\b(?:no functional changes? (?:is |are )?intended|(?:not|isn't|is not) (?:a|an) (?:actual |real |functional )?(?:bug|fix|issue|problem)|(?:benign|theoretical|harmless)|no known (?:bug|issue)|not possible (?:today|in practice)|never (?:happens|happened|reached) in practice|(?:previous|earlier|next|later) (?:patch|commit|change)|in preparation|will (?:soon )?be (?:used|needed|added)|future (?:patch|change|commit|use|user)s?)\b/i;

/** What only a tool takes for a bug. */
const NOISE =
  /\b(?:bogus|spurious|false|false-positive|mistaken|pointless)\s(?:\S+\s){0,3}?(?:warnings?|positives?|reports?|complaints?)\b/i;

export interface Signs {
  /** The shortlog says that it fixes. */
  readonly fix: boolean;
  /** The shortlog names a defect that it does away with. */
  readonly defect: boolean;
  readonly splat: boolean;
  /** Nothing that runs changes: a typo, a comment. */
  readonly cosmetic: boolean;
  /** The changelog says that nothing released is broken. */
  readonly harmless: boolean;
  /** The changelog tells in words what is broken. */
  readonly told: boolean;
  /** The changelog says that it mends something, or that something does not build or pass, of what was there before. */
  readonly mends: boolean;
  /** The same, in front of something new: that may be the reason for a feature. */
  readonly mayMend: boolean;
  /** The changelog says that something is amiss. */
  readonly amiss: boolean;
  /** The shortlog begins as fixes do that do not say so: `Don't …`, `Check …`. */
  readonly guard: boolean;
}

/**
 * @param description the shortlog without its prefix
 * @param changelog prose, splats and all
 */
export function signsOfBug(description: string, changelog: string): Signs {
  const isFix = FIX.test(description);
  const isNew = NO_FIX.test(description) && !isFix;
  const mends =
    !/\b(?:typos?|spell|misspell)/i.test(changelog) && (MENDS.test(changelog) || FAILS.test(changelog));
  const isCheck = isNew && /\bcheck/i.test(description) && DEFECT.test(changelog);
  return {
    fix: isFix,
    defect: DEFECT.test(description) && !isNew,
    splat: SPLAT.test(changelog),
    cosmetic: COSMETIC.test(description),
    harmless: NOT_IN_HISTORY.test(changelog) || NOISE.test(description),
    told: DEFECT.test(changelog) && !isNew,
    mends: mends && !NEW.test(description),
    mayMend: mends || isCheck,
    amiss: AMISS.test(changelog) && !isNew,
    guard: GUARD.test(description),
  };
}

/** Whether a message tells of a fix by itself, without a tag: of one that runs, and of something that was released. */
export function isFix(description: string, changelog: string): boolean {
  const { fix, defect, guard, cosmetic, harmless } = signsOfBug(description, changelog);
  // Of a guard without a word nobody can tell; that it is none is less likely.
  const isSilent = guard && !/\p{L}/u.test(changelog);
  return (fix || defect || isSilent) && !cosmetic && !harmless;
}
