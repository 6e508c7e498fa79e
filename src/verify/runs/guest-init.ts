/** The first program of a guest, in C: it runs one test, tells how that ended, and ends the machine. */
export const GUEST_INIT = String.raw`// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void place(const char *type, const char *path)
{
	mkdir(path, 0755);
	mount(type, path, type, 0, NULL);
}

int main(void)
{
	char *test[] = { "/test", NULL };
	int status = 0;
	pid_t child;

	place("proc", "/proc");
	place("sysfs", "/sys");
	place("debugfs", "/sys/kernel/debug");
	place("devtmpfs", "/dev");
	place("tmpfs", "/dev/shm");
	place("tmpfs", "/tmp");
	place("hugetlbfs", "/dev/hugepages");
	setenv("PATH", "/bin:/usr/bin", 1);
	setenv("HOME", "/tmp", 1);

	printf("\ngit-kvm: begin\n");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		execv(test[0], test);
		perror(test[0]);
		_exit(127);
	}
	while (wait(&status) != child)
		;
	status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	printf("\ngit-kvm: end %d\n", status);
	fflush(stdout);
	/* Without ACPI; QEMU is told to end where a machine would start again. */
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}
`;
