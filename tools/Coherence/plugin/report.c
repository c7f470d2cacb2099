/*
 * What was found. FILE has, numbers in hexadecimal but the rule's and the counts:
 *   image NAME START          an application was loaded there
 *   kernel NAME START         and a kernel entered, at this physical address
 *   broken RULE pc PC other PC va VIRTUAL pa PHYSICAL count COUNT kernel NAME: WHAT
 *                             one for each place that breaks a rule, however often it does; "other" is the access or
 *                             instruction before, NAME that of the kernel that ran, or -
 *   end ACCESSES FETCHES      the last: how much was checked
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "model.h"

enum { FINDINGS = 4096 };

typedef struct {
    int rule;
    const char *what, *kernel;
    uint64_t pc, virtual, physical, count;
    Event other;
} Finding;

static FILE *out;
static Finding findings[FINDINGS];
static int finding_count;

bool report_open(const char *path)
{
    out = fopen(path, "w");
    return out;
}

void report_image(const char *kind, const char *name, uint64_t start)
{
    fprintf(out, "%s %s %" PRIx64 "\n", kind, name, start);
}

void broken(int rule, const char *what, uint64_t virtual, uint64_t physical, Event other)
{
    if (!core.watches)
        return;
    for (int i = 0; i < finding_count; i++) {
        Finding *old = &findings[i];
        if (old->rule == rule && old->pc == core.pc && old->what == what) {
            old->count++;
            return;
        }
    }
    if (finding_count < FINDINGS)
        findings[finding_count++] = (Finding){ rule, what, core.kernel, core.pc, virtual, physical, 1, other };
}

void report_close(void)
{
    for (int i = 0; i < finding_count; i++) {
        Finding *one = &findings[i];
        fprintf(out, "broken %d pc %" PRIx64 " other %" PRIx64 " va %" PRIx64 " pa %" PRIx64 " count %" PRIu64
                " kernel %s: %s\n",
                one->rule, one->pc, one->other.pc, one->virtual, one->physical, one->count,
                one->kernel ? one->kernel : "-", one->what);
    }
    fprintf(out, "end %" PRIu64 " %" PRIu64 "\n", core.accesses, core.fetches);
    fclose(out);
}
