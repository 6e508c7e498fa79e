import { openRepository } from '../git/repository';
import { uninstall as takeOut } from '../hooks/install/install';
import type { Io } from './io';

/** `git kvm uninstall [PATH]`. @returns the exit status @throws UsageError */
export async function uninstall(path: string | undefined, { io }: { io: Io }): Promise<0> {
  const repository = await openRepository(path);
  const wasThere = await takeOut(repository);
  io.out(
    wasThere
      ? `Took git-kvm out of ${repository.commonDir}\n`
      : `git-kvm is not installed in ${repository.commonDir}\n`,
  );
  return 0;
}
