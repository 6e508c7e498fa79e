/** Module parameters of KVM, as the clone's sources declare them, and which of them changed code reads. */

import type { Tree } from '../../git/tree';
import type { Series } from '../../model/patch';
import { codeOfLines } from '../c/scan';
import { changedFunctions, codeOfText, functionsOf } from './functions';
import { hasEffect } from './items';

interface Parameter {
  /** `kvm_intel.pml`. */
  readonly name: string;
  /** `enable_pml`. */
  readonly variable: string;
  /** `bool`, `int` …; '' for one with functions of its own. */
  readonly type: string;
  readonly path: string;
  /** Seen in its own file only. */
  readonly isStatic: boolean;
  /** The variable is defined elsewhere: one of kvm's, which the module only makes a parameter of. */
  readonly isShared: boolean;
}

export interface ReadParameter extends Parameter {
  /** A changed line reads it; else only the function around one does. */
  readonly direct: boolean;
  /** Where: `vmx_vcpu_run() in arch/x86/kvm/vmx/vmx.c`. */
  readonly where: string;
}

const SOURCES = ['arch/x86/kvm', 'virt/kvm'];
const DECLARES = /^module_param(?:_named|_cb|_unsafe|_named_unsafe|_hw)?\(([^;]{1,300})\);/gm;

/** The module that a source file of KVM x86 is linked into. */
function moduleOf(path: string): string {
  if (path.startsWith('arch/x86/kvm/vmx/')) return 'kvm_intel';
  return path.startsWith('arch/x86/kvm/svm/') ? 'kvm_amd' : 'kvm';
}

/** All parameters that KVM's sources declare in this tree; null where the clone cannot tell. */
export function parametersIn(tree: Tree): Parameter[] | null {
  const paths = tree.filesWith('module_param', SOURCES);
  if (paths === null) return null;
  return tree
    .files(paths.filter((path) => path.endsWith('.c')))
    .flatMap(({ path, text }) => declaredIn(path, text));
}

function declaredIn(path: string, text: string): Parameter[] {
  return [...text.matchAll(DECLARES)].flatMap(([whole, args]) => {
    const [name, second, third] = args!.split(',').map((arg) => arg.trim());
    const named = whole.startsWith('module_param_named');
    const callback = whole.startsWith('module_param_cb');
    const variable = (named ? second : callback ? third?.replace(/^&/, '') : name) ?? '';
    if (!/^\w{1,100}$/.test(name ?? '') || !/^\w{1,100}$/.test(variable) || variable === 'NULL') return [];
    const type = (named ? third : callback ? '' : second) ?? '';
    const isStatic = new RegExp(`^static\\b[^;(){}=]*\\b${variable}\\b`, 'm').test(text);
    const isShared = !new RegExp(`^(?!extern )[a-z_][\\w ]*[ *]${variable}(?: __\\w+)? *[=;,[]`, 'm').test(
      text,
    );
    return [{ name: `${moduleOf(path)}.${name}`, variable, type, path, isStatic, isShared }];
  });
}

/** Variables of kvm's that vendor modules set by parameters with variables of other names. */
const SET_BY: Readonly<Record<string, readonly string[]>> = {
  tdp_enabled: ['enable_ept', 'npt_enabled'],
  enable_apicv: ['avic'],
};

/** With each parameter, what stands for it elsewhere. */
function withStandIns(all: readonly Parameter[]): Parameter[] {
  const standIns = Object.entries(SET_BY).flatMap(([variable, by]) =>
    all
      .filter((parameter) => by.includes(parameter.variable))
      .map((parameter) => ({ ...parameter, variable, isStatic: false, isShared: true })),
  );
  return [...all, ...standIns];
}

/** Returns true if code in `path` can mean this parameter's variable. */
function isSeenFrom(path: string, { isStatic, isShared, path: home, name }: Parameter): boolean {
  if (isStatic) return path === home;
  if (home.startsWith('virt/kvm/')) return SOURCES.some((folder) => path.startsWith(`${folder}/`));
  if (!path.startsWith('arch/x86/kvm/')) return false;
  return isShared || name.startsWith('kvm.') || moduleOf(path) === moduleOf(home);
}

/** A use of the variable itself: no field of that name, no argument list of a declaration. */
function reads(line: string, variable: string): boolean {
  for (let at = line.indexOf(variable); at !== -1; at = line.indexOf(variable, at + 1)) {
    const before = line.slice(0, at);
    const after = line.slice(at + variable.length);
    if (/\w$|\.$|->$/.test(before) || /^\w/.test(after)) continue;
    if (/\bmodule_param\w*\(|\bMODULE_PARM/.test(before) || /^\s*\(|^\s*(?:\.|->)/.test(after)) continue;
    return true;
  }
  return false;
}

/** A local variable or an argument of that name hides the parameter. */
function isHidden(code: readonly string[], variable: string): boolean {
  const declares = new RegExp(
    `\\b(?:bool|int|u8|u16|u32|u64|unsigned|long|gpa_t|struct \\w+) \\**${variable}\\b`,
  );
  return code.some((line) => declares.test(line));
}

/**
 * The parameters that the changed code of a series reads.
 * @param tree what the functions around the changes are looked up in
 */
export function parametersRead(series: Series, all: readonly Parameter[], tree: Tree): ReadParameter[] {
  const files = series.patches.flatMap(({ diff }) => diff.files).filter(hasEffect);
  const known = withStandIns(all);
  const found = new Map<string, ReadParameter>();
  const add = (parameter: Parameter, direct: boolean, where: string) => {
    const before = found.get(parameter.name);
    if (before === undefined || (direct && !before.direct))
      found.set(parameter.name, { ...parameter, direct, where });
  };
  const sources = new Map(
    tree.files([...new Set(files.map(({ newPath }) => newPath))]).map(({ path, text }) => [path, text]),
  );
  for (const file of files) {
    const path = file.newPath;
    const seen = known.filter((parameter) => isSeenFrom(path, parameter));
    if (seen.length === 0) continue;
    const changed = file.hunks.flatMap((hunk) =>
      codeOfLines(hunk).filter((_, i) => hunk.lines[i]!.kind !== ' '),
    );
    const bodies = functionsOf(sources.get(path) ?? '');
    const around = [...changedFunctions(file)].flatMap((name) => {
      const lines = bodies.get(name);
      return lines === undefined ? [] : [{ name, code: codeOfText(lines) }];
    });
    for (const parameter of seen) {
      const { variable } = parameter;
      const inside = around.find(
        ({ code }) => code.some((line) => reads(line, variable)) && !isHidden(code, variable),
      );
      const hidden = around.some(({ code }) => isHidden(code, variable));
      if (!hidden && changed.some((line) => reads(line, variable)))
        add(parameter, true, inside ? `${inside.name}() in ${path}` : path);
      else if (inside) add(parameter, false, `${inside.name}() in ${path}`);
    }
  }
  return [...found.values()].sort(
    (a, b) => Number(b.direct) - Number(a.direct) || (a.name < b.name ? -1 : 1),
  );
}
