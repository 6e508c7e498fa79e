import type { Examples } from '../more';

const FILE = 'Documentation/virt/kvm/old.rst';

export const more: Examples = {
  valid: [
    {
      name: 'a document that goes',
      message: 'KVM: x86: Drop a document\n\nDrop what nobody reads.\n',
      diff: `diff --git a/${FILE} b/${FILE}
deleted file mode 100644
--- a/${FILE}
+++ /dev/null
@@ -1 +0,0 @@
-Old
`,
    },
  ],
  invalid: [],
};
