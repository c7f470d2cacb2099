/*
 * Translation tables, as they stand in memory by the stores that were seen, and a TLB that keeps every translation it
 * ever made until it is told to drop it (D8.14). Regimes are those of EL1 and of EL2 without VHE, stage 1.
 */
#include <stdlib.h>
#include <string.h>
#include "model.h"

enum { SHADOW_BUCKETS = 1 << 16, MARK_BUCKETS = 1 << 14, TLB_ENTRIES = 1 << 16, FRAMES = 1 << 16 };
enum { PENDING = 256, STALE = 1024 };

/* What was stored, by page. */
typedef struct Shadow {
    struct Shadow *next;
    uint64_t page;
    uint64_t words[PAGE / 8];
    uint64_t known[PAGE / 8 / 64];
} Shadow;

/* A descriptor that a walk has used: the TLB may hold what it said. */
typedef struct Mark {
    struct Mark *next;
    uint64_t address, value, page;
    unsigned int low;       /* log2 of the bytes that the entry translates */
    uint64_t generation;    /* of the TLB; an older one holds nothing of it */
    bool is_stale;          /* taken away, and the TLB not told */
    Event changed;
    uint64_t changed_dsb, told_dsb;
} Mark;

typedef struct {
    uint64_t key;           /* page, plus 1 */
    uint64_t space;         /* regime and ASID; for global entries the regime alone */
    Mapping mapping;
} Translation;

/* The memory type that a frame was last translated with. */
typedef struct {
    uint64_t frame;         /* plus 1 */
    Kind kind;
    uint64_t generation;
    Event filled;
} Frame;

static Frame frames[FRAMES];
static Shadow *shadows[SHADOW_BUCKETS];
static Mark *marks[MARK_BUCKETS];
static Translation tlb[TLB_ENTRIES];
static Mark *stale[STALE];
static int stale_count;
static uint64_t generation = 1;

/* Stores of 8 bytes since the last DSB and ISB: a walk may or may not see them. */
static struct { uint64_t address, dsb; Event written; } pending[PENDING];
static int pending_next;

ReadMemory *read_memory;

static Shadow *shadow_of(uint64_t physical, bool makes)
{
    uint64_t page = physical / PAGE;
    Shadow **bucket = &shadows[page % SHADOW_BUCKETS];
    for (Shadow *one = *bucket; one; one = one->next)
        if (one->page == page)
            return one;
    if (!makes)
        return NULL;
    Shadow *made = calloc(1, sizeof *made);
    if (!made)
        abort();
    made->page = page;
    made->next = *bucket;
    return *bucket = made;
}

static bool read_word(uint64_t physical, uint64_t *value)
{
    Shadow *shadow = shadow_of(physical, false);
    uint64_t word = physical % PAGE / 8;
    if (shadow && (shadow->known[word / 64] >> word % 64 & 1)) {
        *value = shadow->words[word];
        return true;
    }
    return read_memory(physical, value);
}

static Mark *mark_of(uint64_t address, bool makes)
{
    Mark **bucket = &marks[address / 8 % MARK_BUCKETS];
    for (Mark *one = *bucket; one; one = one->next)
        if (one->address == address)
            return one;
    if (!makes)
        return NULL;
    Mark *made = calloc(1, sizeof *made);
    if (!made)
        abort();
    made->address = address;
    made->next = *bucket;
    return *bucket = made;
}

static void check_pending(uint64_t descriptor, uint64_t virtual)
{
    for (int i = 0; i < PENDING; i++) {
        if (pending[i].address != descriptor || pending[i].dsb < core.barriers.dsb_at_isb)
            continue;
        broken(9, pending[i].dsb == core.barriers.dsb ? "use of a table entry without a DSB since its store"
                                                      : "use of a table entry without an ISB since its store",
               virtual, descriptor, pending[i].written);
    }
}

static Kind kind_of(const Regime *of, uint64_t descriptor)
{
    unsigned int attributes = of->mair >> 8 * (descriptor >> 2 & 7) & 0xff;
    if (!(attributes & 0xf0))
        return DEVICE;
    return attributes == 0x44 || !(of->sctlr & 4) ? NON_CACHEABLE : WRITE_BACK;
}

typedef struct {
    Mapping mapping;
    bool is_global;
} Walked;

static Walked walk(const Regime *of, uint64_t virtual)
{
    bool upper = core.level != 2 && virtual >> 55 & 1;
    unsigned int size = (upper ? of->tcr >> 16 : of->tcr) & 63;
    unsigned int granule = upper ? of->tcr >> 30 & 3 : of->tcr >> 14 & 3;
    unsigned int shift = upper ? (granule == 1 ? 14 : granule == 3 ? 16 : 12)
                               : (granule == 1 ? 16 : granule == 2 ? 14 : 12);
    unsigned int walker = (upper ? of->tcr >> 24 : of->tcr >> 8) & 3;
    uint64_t input = virtual & (((uint64_t)1 << (64 - size)) - 1);
    unsigned int stride = shift - 3, bits = 64 - size;
    int level = 4 - (int)((bits - shift + stride - 1) / stride);
    uint64_t table = (upper ? of->ttbr1 : of->ttbr0) & 0x0000fffffffffffe;
    Walked none = { .mapping = { .kind = UNKNOWN } };
    if (size < 16 || size > 48)
        return none;
    for (;; level++) {
        unsigned int low = shift + stride * (3 - level);
        uint64_t index = input >> low & (((uint64_t)1 << stride) - 1), descriptor;
        uint64_t address = table + 8 * index;
        if (!read_word(address, &descriptor) || !(descriptor & 1))
            return none;
        check_pending(address, virtual);
        line_walked(walker & 1, virtual, address);
        Mark *mark = mark_of(address, true);
        mark->value = descriptor;
        mark->page = virtual / PAGE;
        mark->low = low;
        mark->generation = generation;
        uint64_t output = descriptor & 0x0000ffffffffffff & ~(((uint64_t)1 << shift) - 1);
        if (level < 3 && descriptor & 2) {
            table = output;
            continue;
        }
        if (level == 3 && !(descriptor & 2))
            return none;
        uint64_t inside = ((uint64_t)1 << low) - 1;
        return (Walked){
            .mapping = { true, kind_of(of, descriptor),
                         ((output & ~inside) | (virtual & inside)) & ~(uint64_t)(PAGE - 1) },
            .is_global = core.level == 2 || !(descriptor >> 11 & 1),
        };
    }
}

static uint64_t space_of(bool is_global)
{
    uint64_t asid = regime()->tcr >> 22 & 1 ? regime()->ttbr1 >> 48 : regime()->ttbr0 >> 48;
    return (uint64_t)core.level << 32 | (is_global || core.level == 2 ? (uint64_t)1 << 31 : asid);
}

static Translation *slot_of(uint64_t page, uint64_t space)
{
    return &tlb[(page ^ space * 0x9e37) % TLB_ENTRIES];
}

/* Two memory types for one frame, both of which the TLB may hold (B2.11). */
static void check_alias(uint64_t virtual, const Mapping *mapping)
{
    Frame *frame = &frames[mapping->physical / PAGE % FRAMES];
    uint64_t key = mapping->physical / PAGE + 1;
    if (frame->frame == key && frame->generation == generation && frame->kind != mapping->kind)
        broken(12, "a frame under two memory types", virtual, mapping->physical, frame->filled);
    *frame = (Frame){ key, mapping->kind, generation, now() };
}

Mapping translate(uint64_t virtual)
{
    const Regime *of = regime();
    if (!(of->sctlr & 1))
        return (Mapping){ true, UNTRANSLATED, virtual & ~(uint64_t)(PAGE - 1) };
    uint64_t page = virtual / PAGE;
    for (int is_global = 0; is_global < 2; is_global++) {
        uint64_t space = space_of(is_global);
        Translation *held = slot_of(page, space);
        if (held->key == page + 1 && held->space == space)
            return held->mapping;
    }
    Walked walked = walk(of, virtual);
    if (walked.mapping.is_mapped) {
        check_alias(virtual, &walked.mapping);
        uint64_t space = space_of(walked.is_global);
        *slot_of(page, space) = (Translation){ page + 1, space, walked.mapping };
    }
    return walked.mapping;
}

/*
 * What may change in a valid entry while it is in use: permissions, the access flag, DBM, software's bits, the
 * hierarchical ones of a table, and from global to not global (D8.16.1).
 */
static bool needs_break(uint64_t old, uint64_t new)
{
    const uint64_t not_global = (uint64_t)1 << 11;
    const uint64_t harmless = (uint64_t)3 << 6 | (uint64_t)1 << 10 | (uint64_t)1 << 51 | (uint64_t)0x7ff << 53;
    return ((old ^ new) & ~(harmless | not_global)) || (old & ~new & not_global);
}

static void entry_written(uint64_t address, uint64_t value)
{
    pending[pending_next].address = address;
    pending[pending_next].written = now();
    pending[pending_next].dsb = core.barriers.dsb;
    pending_next = (pending_next + 1) % PENDING;
    Mark *mark = mark_of(address, false);
    if (!mark || mark->value == value)
        return;
    bool was_valid = mark->value & 1, is_valid = value & 1, is_live = mark->generation == generation;
    if (is_live && was_valid && is_valid && needs_break(mark->value, value))
        broken(10, "valid table entry changed without break-before-make", mark->page * PAGE, address, mark->changed);
    else if (is_valid && mark->is_stale)
        broken(10, "table entry made valid again before a TLBI", mark->page * PAGE, address, mark->changed);
    else if (is_valid && !was_valid && mark->told_dsb == core.barriers.dsb && mark->told_dsb)
        broken(11, "table entry made valid again before a DSB completed the TLBI", mark->page * PAGE, address,
               mark->changed);
    if (is_live && was_valid && !is_valid && stale_count < STALE && !mark->is_stale) {
        mark->is_stale = true;
        stale[stale_count++] = mark;
    }
    mark->value = value;
    mark->changed = now();
    mark->changed_dsb = core.barriers.dsb;
}

void table_written(uint64_t physical, uint64_t value, unsigned int bytes)
{
    Shadow *shadow = shadow_of(physical, true);
    uint64_t word = physical % PAGE / 8;
    if (bytes > PAGE - physical % PAGE)
        bytes = PAGE - physical % PAGE;
    memcpy((char *)shadow->words + physical % PAGE, &value, bytes);
    if (bytes == 8 && physical % 8 == 0) {
        shadow->known[word / 64] |= (uint64_t)1 << word % 64;
        entry_written(physical, value);
    } else if (shadow->known[word / 64] >> word % 64 & 1) {
        entry_written(physical & ~(uint64_t)7, shadow->words[word]);
    }
}

void table_zeroed(uint64_t physical, unsigned int bytes)
{
    for (unsigned int i = 0; i < bytes; i += 8)
        table_written(physical + i, 0, 8);
}

void tlb_invalidated(bool everything, uint64_t page)
{
    int kept = 0;
    for (int i = 0; i < stale_count; i++) {
        Mark *mark = stale[i];
        if (!everything && (mark->page ^ page) >> (mark->low - 12)) {
            stale[kept++] = mark;
            continue;
        }
        if (mark->changed_dsb == core.barriers.dsb)
            broken(11, "TLBI without a DSB since the store to the table", mark->page * PAGE, mark->address,
                   mark->changed);
        mark->is_stale = false;
        mark->told_dsb = core.barriers.dsb;
    }
    stale_count = kept;
    if (everything) {
        memset(tlb, 0, sizeof tlb);
        generation++;
    } else
        for (int i = 0; i < TLB_ENTRIES; i++)
            if (tlb[i].key == page + 1)
                tlb[i].key = 0;
}
