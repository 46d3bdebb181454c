/*
 * Shifts the clocks of a process by the two numbers of nanoseconds in the file that
 * CHAOS_CLOCK names: the first is added to the wall clock, the second is taken off the
 * monotonic clock. Loaded with LD_PRELOAD.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t zero[2];
static volatile int64_t *offsets = zero;
static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_timedwait)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);

__attribute__((constructor)) static void init(void) {
	const char *file = getenv("CHAOS_CLOCK");
	int fd = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		void *page = mmap(0, sizeof zero, PROT_READ, MAP_SHARED, fd, 0);
		if (page != MAP_FAILED) offsets = page;
		close(fd);
	}
	real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
	/* dlsym would give the oldest version, which has another layout */
	real_timedwait = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
	if (!real_timedwait) real_timedwait = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
}

static void shift(struct timespec *t, int64_t by) {
	int64_t ns = t->tv_sec * 1000000000LL + t->tv_nsec + by;
	t->tv_sec = ns / 1000000000LL;
	t->tv_nsec = ns % 1000000000LL;
}

/* Time is hidden while the process is stopped: if as much is hidden after the reading as
   before, the process was not stopped in between */
int clock_gettime(clockid_t clock, struct timespec *t) {
	int64_t wall, hidden;
	int result;
	do {
		wall = offsets[0];
		hidden = offsets[1];
		result = real_gettime ? real_gettime(clock, t) : (int) syscall(SYS_clock_gettime, clock, t);
	} while (hidden != offsets[1]);
	if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) shift(t, wall);
	if (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE) shift(t, -hidden);
	return result;
}

int gettimeofday(struct timeval *restrict tv, void *restrict tz) {
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	tv->tv_sec = t.tv_sec;
	tv->tv_usec = t.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *seconds) {
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	if (seconds) *seconds = t.tv_sec;
	return t.tv_sec;
}

/* The kernel does not know of the shift. A time that can only be one since the machine
   was started is one on the monotonic clock */
int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *until) {
	struct timespec t = *until;
	shift(&t, t.tv_sec < 1000000000 ? offsets[1] : -offsets[0]);
	return real_timedwait(cond, mutex, &t);
}
