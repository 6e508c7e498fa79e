import { exampleMail } from '../../../src/lint/example-mail';
import type { Examples } from '../more';

const KVM = 'kvm@vger.kernel.org';
const clone = {
  files: {
    MAINTAINERS: `List of maintainers

KERNEL VIRTUAL MACHINE FOR X86 (KVM/x86)
M:	Xaver Xeon <xaver@example.org>
R:	Rita Reviewer <rita@example.org>
M:	<team@example.org>
L:	kvm@vger.kernel.org
F:	arch/x86/kvm/

KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)
M:	Ann Arm <arm@example.org>
M:	Bert Arm <bert@example.org>
L:	kvmarm@lists.linux.dev
F:	arch/arm64/kvm/

KERNEL VIRTUAL MACHINE FOR LOONGARCH (KVM/LoongArch)
M:	Lou Loong <lou@example.org>
L:	kvm@vger.kernel.org
F:	arch/loongarch/kvm/

VFIO DRIVER
M:	Vera Vfio <vera@example.org>
L:	kvm@vger.kernel.org
F:	drivers/vfio/

THE REST
L:	linux-kernel@vger.kernel.org
F:	*
F:	*/
`,
  },
};
const post = (
  prefix: string,
  headers: Record<string, string>,
  paths: readonly string[] = ['arch/x86/kvm/x86.c'],
  text?: string,
) =>
  exampleMail({
    subject: `[${prefix}] KVM: Change it`,
    diff: Object.fromEntries(paths.map((path) => [path, ['-old', '+new']])),
    headers,
    text,
  });
const SAM = 'Sam Sender <sam@example.org>';
const ARM = 'arch/arm64/kvm/arm.c';
const VFIO = 'drivers/vfio/vfio_main.c';
const VIRT = 'virt/kvm/vfio.c';
const toArm = `kvmarm@lists.linux.dev, linux-kernel@vger.kernel.org`;
const toAll = `${KVM}, linux-kernel@vger.kernel.org`;
const people = (count: number) => Array.from({ length: count }, (_, i) => `one${i}@example.org`).join(', ');

export const more: Examples = {
  valid: [
    { name: 'a backport goes elsewhere', series: [post('PATCH 5.10', { To: 'stable@vger.kernel.org' })] },
    {
      name: 'a file that no one looks after',
      series: [post('PATCH', { To: KVM }, ['virt/kvm/vfio.c'])],
      clone,
    },
    ...[
      ['arch/riscv/kvm/vm.c', 'linux-riscv@lists.infradead.org'],
      [ARM, 'linux-arm-kernel@lists.infradead.org'],
    ].map(([path, list]) => ({
      name: `without a clone, an architecture is reached by ${list}`,
      series: [post('PATCH', { To: `${KVM}, ${list}` }, [VIRT, path!])],
    })),
    {
      name: 'the sender of a patch by another author gets some mails',
      series: [
        post('PATCH 1/2', { From: SAM, To: KVM, Cc: SAM }, undefined, 'From: Bo <bo@example.org>\n\nIt.'),
        post('PATCH 2/2', { From: SAM, To: KVM }, undefined, 'From: Bo <bo@example.org>\n\nIt.'),
      ],
    },
    {
      name: 'the person who tested one patch gets that one',
      series: [
        post(
          'PATCH 1/2',
          { To: KVM, Cc: 'tim@example.org' },
          undefined,
          'It.\n\nTested-by: Tim <tim@example.org>',
        ),
        post('PATCH 2/2', { To: KVM }),
      ],
    },
  ],
  invalid: [
    {
      name: 'without a clone, the list of an architecture is missing',
      series: [post('PATCH', { To: KVM }, [VIRT, 'arch/riscv/kvm/vm.c'])],
      quotes: [KVM],
    },
    {
      name: 'without a clone, by the list of a third architecture',
      series: [post('PATCH', { To: `${KVM}, linux-riscv@lists.infradead.org` }, [VIRT, ARM])],
      quotes: [`${KVM}, linux-riscv@lists.infradead.org`],
      says: ['Missing recipients: kvmarm@lists.linux.dev\n'],
    },
    {
      name: 'the reviewer',
      series: [post('PATCH', { To: `xaver@example.org, team@example.org`, Cc: toAll })],
      clone,
      quotes: ['xaver@example.org, team@example.org'],
      says: ['in MAINTAINERS: Rita Reviewer <rita@example.org>\n'],
      levels: ['note'],
    },
    {
      name: 'one of two maintainers, who has no name',
      series: [post('PATCH', { To: `xaver@example.org, ${KVM}, linux-kernel@vger.kernel.org` })],
      clone,
      quotes: [`xaver@example.org, ${KVM}, linux-kernel@vger.kernel.org`],
      says: ['Missing recipients: team@example.org\n'],
    },
    {
      name: 'one of two maintainers of another architecture',
      series: [post('PATCH', { To: `arm@example.org, ${toArm}` }, [VIRT, ARM])],
      clone,
      quotes: [`arm@example.org, ${toArm}`],
      says: ['in MAINTAINERS: Bert Arm <bert@example.org>\n'],
      levels: ['note'],
    },
    {
      name: 'neither a maintainer nor the list of another architecture',
      series: [post('PATCH', { To: KVM }, [VIRT, ARM])],
      clone,
      quotes: [KVM],
      says: [
        'Missing recipients: Ann Arm <arm@example.org>, Bert Arm <bert@example.org>, kvmarm@lists.linux.dev\n',
      ],
    },
    {
      name: 'in an archive, where MAINTAINERS may have been another one',
      series: [post('PATCH', { To: KVM, Received: 'from a.example.org' })],
      clone,
      stage: 'check',
      quotes: [KVM],
      says: [
        'MAINTAINERS: Xaver Xeon <xaver@example.org>, team@example.org, Rita Reviewer <rita@example.org>, linux-kernel@vger.kernel.org\n',
      ],
      levels: ['note'],
    },
    {
      name: 'a list that is missing twice is named once',
      series: [
        post('PATCH', { To: 'linux-kernel@vger.kernel.org', Cc: 'lou@example.org' }, [
          VIRT,
          'arch/loongarch/kvm/vm.c',
          VFIO,
        ]),
      ],
      clone,
      quotes: ['linux-kernel@vger.kernel.org'],
      says: [`Missing recipients: ${KVM}\n`],
    },
    {
      name: 'a maintainer of another architecture, and not its list',
      series: [
        post('PATCH', { To: `lou@example.org, arm@example.org, ${KVM}` }, [
          VIRT,
          'arch/loongarch/kvm/vm.c',
          ARM,
        ]),
      ],
      clone,
      quotes: [`lou@example.org, arm@example.org, ${KVM}`],
      says: ['Missing recipients: kvmarm@lists.linux.dev\n'],
    },
    {
      name: 'the list of all of KVM, and none of another architecture',
      series: [post('PATCH', { To: KVM }, [VIRT, 'arch/loongarch/kvm/vm.c'])],
      clone,
      quotes: [KVM],
      says: ['Missing recipients: Lou Loong <lou@example.org>\n'],
    },
    {
      name: 'the list of another architecture, and none of its maintainers',
      series: [post('PATCH', { To: toArm }, [VIRT, ARM])],
      clone,
      quotes: [toArm],
      says: ['in MAINTAINERS: Ann Arm <arm@example.org>, Bert Arm <bert@example.org>\n'],
      levels: ['note'],
    },
    {
      name: 'a section that is not KVM’s, and has its list',
      series: [post('PATCH', { To: `arm@example.org, bert@example.org, ${toArm}` }, [VIRT, ARM, VFIO])],
      clone,
      quotes: [`arm@example.org, bert@example.org, ${toArm}`],
      says: [`in MAINTAINERS: Vera Vfio <vera@example.org>, ${KVM}\n`],
      levels: ['note'],
    },
    {
      name: 'twice in one mail, and not in the other',
      series: [
        post('PATCH 1/2', { To: `${KVM}, tim@example.org`, Cc: 'tim@example.org' }),
        post('PATCH 2/2', { To: KVM }),
      ],
      quotes: [KVM],
      says: ['sent to tim@example.org\n'],
      levels: ['note'],
    },
    {
      name: 'many get only a part',
      series: [post('PATCH 1/2', { To: `${KVM}, ${people(7)}` }), post('PATCH 2/2', { To: KVM })],
      quotes: [KVM],
      says: ['one5@example.org, and 1 more\n'],
      levels: ['note'],
    },
  ],
};
