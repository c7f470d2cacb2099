/*
 * Caches. A line that was written through the cache is in the cache alone until it is cleaned and a DSB has completed
 * that (B2.8, D7.5). One that was written past the cache may have an old copy in it, as any write-back mapping lets a
 * core fetch it at any time, until it is invalidated after that write.
 */
#include <stdlib.h>
#include "model.h"

/* One invalidation of instruction caches, and what had been ordered by then. */
typedef struct {
    uint64_t time, dsb, isb;
} Invalidation;

typedef struct {
    uint64_t address;       /* plus 1, so that 0 is free */
    Event cached;           /* written through the cache, and not cleaned */
    Event uncached;         /* written past the cache, and not invalidated */
    uint64_t uncached_dmb;
    Event cleaned;          /* its clean may not be complete */
    Event data;             /* the newest write, however it was made */
    uint64_t coherent_time; /* when that was at the point of unification */
    uint64_t coherent_dsb;
    Invalidation instructions;
    uint16_t words;         /* of 4 bytes, written since a fetch was found to see them: literals lie beside code */
    uint64_t cleaned_dsb;
} Line;

enum { FIRST_CAPACITY = 1 << 20 };

static Line *lines;
static uint64_t capacity, used;
static Invalidation all_instructions;   /* IC IALLU */

static Line *slot(uint64_t key)
{
    uint64_t at = (key * 0x9e3779b97f4a7c15) >> 20 & (capacity - 1);
    while (lines[at].address && lines[at].address != key)
        at = (at + 1) & (capacity - 1);
    return &lines[at];
}

static void grow(void)
{
    Line *old = lines;
    uint64_t old_capacity = capacity;
    capacity = capacity ? 2 * capacity : FIRST_CAPACITY;
    lines = calloc(capacity, sizeof *lines);
    if (!lines)
        abort();
    for (uint64_t i = 0; i < old_capacity; i++)
        if (old[i].address)
            *slot(old[i].address) = old[i];
    free(old);
}

static Line *line_at(uint64_t physical)
{
    uint64_t key = (physical & ~(uint64_t)(LINE - 1)) + 1;
    if (2 * used >= capacity)
        grow();
    Line *line = slot(key);
    if (!line->address) {
        line->address = key;
        used++;
    }
    return line;
}

static Line *known_line(uint64_t physical)
{
    if (!capacity)
        return NULL;
    Line *line = slot((physical & ~(uint64_t)(LINE - 1)) + 1);
    return line->address ? line : NULL;
}

/* Before anything of ours ran; the caches were whatever reset and the firmware's first steps made of them. */
void lines_forget_uncached(void)
{
    for (uint64_t i = 0; i < capacity; i++)
        lines[i].uncached.time = 0;
}

static bool is_cached(Kind kind) { return kind == WRITE_BACK; }

/* Words of the line at an address, from there on. */
static uint16_t words_of(uint64_t physical, unsigned int bytes)
{
    unsigned int first = physical % LINE / 4, end = (physical % LINE + bytes + 3) / 4;
    return ((end >= 16 ? 1u << 16 : 1u << end) - (1u << first)) & 0xffff;
}

void line_read(Kind kind, uint64_t virtual, uint64_t physical)
{
    Line *line = known_line(physical);
    if (!line || kind == UNKNOWN)
        return;
    if (is_cached(kind)) {
        if (line->uncached.time)
            broken(2, "cached read of a line that was written past the cache", virtual, physical, line->uncached);
    } else if (line->cached.time) {
        broken(1, "uncached read of a line that is dirty in the cache", virtual, physical, line->cached);
    } else if (line->cleaned.time && line->cleaned_dsb == core.barriers.dsb) {
        broken(4, "uncached read of a line whose clean no DSB completed", virtual, physical, line->cleaned);
    }
}

void line_written(Kind kind, uint64_t virtual, uint64_t physical, unsigned int bytes)
{
    if (kind == UNKNOWN)
        return;
    Line *line = line_at(physical);
    line->words |= words_of(physical, bytes);
    line->data = now();
    if (is_cached(kind)) {
        if (line->uncached.time)
            broken(3, "cached write to a line that was written past the cache", virtual, physical, line->uncached);
        line->cached = now();
        line->cleaned.time = 0;
        return;
    }
    if (line->cached.time)
        broken(3, "uncached write under a line that is dirty in the cache", virtual, physical, line->cached);
    else if (line->cleaned.time && line->cleaned_dsb == core.barriers.dsb)
        broken(4, "uncached write to a line whose clean no DSB completed", virtual, physical, line->cleaned);
    line->uncached = now();
    line->uncached_dmb = core.barriers.dmb;
    /* Past the cache means at the point of coherency: fetches see it once they have no older copy. */
    line->coherent_time = core.time;
    line->coherent_dsb = core.barriers.dsb;
}

void line_maintained(Maintenance what, uint64_t virtual, uint64_t physical)
{
    Line *line = known_line(physical);
    if (!line)
        return;
    if (what == INVALIDATE && line->cached.time)
        broken(5, "DC IVAC of a line that is dirty in the cache", virtual, physical, line->cached);
    if (line->uncached.time && (what & INVALIDATE)) {
        if (line->uncached_dmb == core.barriers.dmb)
            broken(4, "DC of a line after an uncached write without DMB or DSB", virtual, physical, line->uncached);
        line->uncached.time = 0;
    }
    if (line->cached.time || (what & CLEAN)) {
        line->cleaned = now();
        line->cleaned_dsb = core.barriers.dsb;
    }
    if (line->coherent_time < line->data.time) {
        line->coherent_time = core.time;
        line->coherent_dsb = core.barriers.dsb;
    }
    line->cached.time = 0;
}

void instructions_invalidated(uint64_t physical, bool everything)
{
    Invalidation *which = everything ? &all_instructions : &line_at(physical)->instructions;
    *which = (Invalidation){ core.time, core.barriers.dsb, core.barriers.isb };
}

/* DC, DSB, IC, DSB, ISB, in this order (B2.4.4). */
static bool is_fetched_anew(const Line *line, const Invalidation *by)
{
    return by->time > line->coherent_time && by->dsb > line->coherent_dsb && core.barriers.dsb > by->dsb
        && core.barriers.isb > by->isb;
}

void line_fetched(Kind kind, uint64_t virtual, uint64_t physical, unsigned int bytes)
{
    Line *line = known_line(physical);
    if (!line || !(line->words & words_of(physical, bytes)))
        return;
    if (!is_cached(kind) && line->cached.time)
        broken(6, "fetch past the cache of a line that is dirty in it", virtual, physical, line->cached);
    else if (line->coherent_time < line->data.time)
        broken(8, "fetch of a line that was written and not cleaned", virtual, physical, line->data);
    else if (!is_fetched_anew(line, &line->instructions) && !is_fetched_anew(line, &all_instructions))
        broken(8, "fetch of a line that was written, without DSB, IC, DSB, ISB since", virtual, physical, line->data);
    else
        line->words = 0;
}

void line_walked(bool cached, uint64_t virtual, uint64_t physical)
{
    Line *line = known_line(physical);
    if (!line)
        return;
    if (cached && line->uncached.time)
        broken(9, "cacheable table walk of a line that was written past the cache", virtual, physical,
               line->uncached);
    if (!cached && line->cached.time)
        broken(9, "uncached table walk of a line that is dirty in the cache", virtual, physical, line->cached);
}

bool find_dirty(uint64_t start, uint64_t bytes, uint64_t *physical, Event *written)
{
    for (uint64_t at = start & ~(uint64_t)(LINE - 1); at < start + bytes; at += LINE) {
        Line *line = known_line(at);
        if (line && line->cached.time) {
            *physical = at;
            *written = line->cached;
            return true;
        }
    }
    return false;
}
