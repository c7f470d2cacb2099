/*
 * From ExitBootServices to a kernel's entry (rule 18). Whose memory is whose is known once the kernel's tree names the
 * map, so what happens before that is kept, one line for a page and the page of the code that used it, and judged then.
 * The first MSR DAIFSet, #15 of the application begins it: ours mask everything right behind ExitBootServices.
 */
#include <stdlib.h>
#include "model.h"

enum { FIRST_CAPACITY = 1 << 14 };

typedef struct {
    uint64_t page, code;    /* physical, the page plus 1 so that 0 is free; a fetch is a page's use of itself */
    Use use;
    Event first;
} Kept;

static Kept *kept;
static size_t count, capacity;
static bool is_open;
static uint64_t code;       /* the page that is executed */

/* Firmware does it too, long before. */
void handover_masked(bool by_application) { is_open |= by_application; }

static Kept *slot(uint64_t key, uint64_t by, Use use)
{
    size_t at = ((key + 3 * by + use) * 0x9e3779b97f4a7c15) >> 20 & (capacity - 1);
    while (kept[at].page && (kept[at].page != key || kept[at].code != by || kept[at].use != use))
        at = (at + 1) & (capacity - 1);
    return &kept[at];
}

static void grow(void)
{
    Kept *old = kept;
    size_t old_capacity = capacity;
    capacity = capacity ? 2 * capacity : FIRST_CAPACITY;
    kept = calloc(capacity, sizeof *kept);
    if (!kept)
        abort();
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].page)
            *slot(old[i].page, old[i].code, old[i].use) = old[i];
    free(old);
}

static void keep(uint64_t page, Use use)
{
    if (2 * count >= capacity)
        grow();
    Kept *one = slot(page + 1, code, use);
    if (one->page)
        return;
    *one = (Kept){ page + 1, code, use, now() };
    count++;
}

void handover_fetched(uint64_t physical)
{
    uint64_t page = physical & ~(uint64_t)(PAGE - 1);
    if (!is_open || page == code)
        return;
    code = page;
    keep(page, FETCH);
}

void handover_accessed(bool is_store, uint64_t physical)
{
    static uint64_t newest[2];  /* the page that was read last, and that was written last */
    static uint64_t by[2];
    uint64_t page = physical & ~(uint64_t)(PAGE - 1);
    if (!is_open || (newest[is_store] == page && by[is_store] == code))
        return;
    newest[is_store] = page;
    by[is_store] = code;
    keep(page, is_store ? WRITE : READ);
}

/* The map is known: each use is put to it as if it were made now, by an application as it was. */
void handover_judged(void (*judge)(Use use, uint64_t page, uint64_t code))
{
    uint64_t pc = core.pc;
    const char *kernel = core.kernel;
    core.kernel = NULL;
    for (size_t i = 0; i < capacity; i++)
        if (kept[i].page) {
            core.pc = kept[i].first.pc;
            judge(kept[i].use, kept[i].page - 1, kept[i].code);
        }
    core.pc = pc;
    core.kernel = kernel;
    free(kept);
    kept = NULL;
    count = capacity = 0;
    is_open = false;
}
