/*
 * From ExitBootServices to a kernel's entry (rule 18). Whose memory is whose is known once the kernel's tree names the
 * map, so what happens before that is kept, one line for a page and the page of the code that used it, and judged then.
 * The first MSR DAIFSet, #15 of the application begins it: ours mask everything right behind ExitBootServices.
 */
#include <stdlib.h>
#include "model.h"

enum { FIRST_USES = 1 << 12 };

typedef struct {
    uint64_t page, code;    /* physical; a fetch is a page's use of itself */
    Use use;
    Event first;
} Kept;

static Kept *kept;
static size_t count, capacity;
static bool is_open;
static uint64_t code;       /* the page that is executed */

void handover_masked(bool by_application) { is_open |= by_application; }

/* Few pages are used, and mostly the one before again: the newest first. */
static void keep(uint64_t page, Use use)
{
    for (size_t i = count; i-- > 0;)
        if (kept[i].page == page && kept[i].code == code && kept[i].use == use)
            return;
    if (count == capacity) {
        capacity = capacity ? 2 * capacity : FIRST_USES;
        kept = realloc(kept, capacity * sizeof *kept);
        if (!kept)
            abort();
    }
    kept[count++] = (Kept){ page, code, use, now() };
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
    for (size_t i = 0; i < count; i++) {
        core.pc = kept[i].first.pc;
        judge(kept[i].use, kept[i].page, kept[i].code);
    }
    core.pc = pc;
    core.kernel = kernel;
    count = 0;
    is_open = false;
}
