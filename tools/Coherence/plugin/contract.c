/*
 * Whose memory it is once boot services have ended (rule 18): the UEFI memory map that a kernel's device tree names
 * says so (UEFI 2.10, 7.2; Linux, Documentation/arch/arm/uefi.rst), and code is the firmware's where it lies in a
 * runtime region.
 */
#include <stddef.h>
#include <string.h>
#include "model.h"

enum { REGIONS = 1024, NAME = 32 };

/* EFI_MEMORY_TYPE (UEFI 2.10, 7.2) and EFI_MEMORY_RUNTIME. */
enum {
    LOADER_CODE = 1,
    BOOT_SERVICES_CODE = 3,
    BOOT_SERVICES_DATA = 4,
    RUNTIME_CODE = 5,
    CONVENTIONAL = 7,
    ACPI_RECLAIM = 9,
    PERSISTENT = 14
};
#define RUNTIME (1ull << 63)

/* Tokens of a flattened tree (Devicetree Specification 0.4, 5.4). */
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOTHING = 4 };

typedef struct {
    uint64_t start, end;    /* the last is not in it */
    uint32_t type;
    bool is_runtime;
} Region;

static Region regions[REGIONS];
static int region_count;
static bool is_firmware;    /* the code that runs */

static uint64_t read_little(uint64_t address)
{
    uint64_t value = 0;
    read_memory(address, &value);
    return value;
}

static uint32_t read_big(uint64_t address) { return __builtin_bswap32((uint32_t)read_little(address)); }

static bool is_named(uint64_t address, const char *name)
{
    char text[NAME + 8];
    for (size_t at = 0; at < NAME; at += 8) {
        uint64_t part = read_little(address + at);
        memcpy(text + at, &part, 8);
    }
    return !strncmp(text, name, NAME);
}

/* A property of one or two cells, wherever the tree has it; 0 where it has none. */
static uint64_t property(uint64_t tree, const char *name)
{
    uint64_t at = tree + read_big(tree + 8), strings = tree + read_big(tree + 12), end = tree + read_big(tree + 4);
    while (at < end) {
        uint32_t token = read_big(at);
        at += 4;
        if (token == BEGIN_NODE) {
            while (read_little(at) & 0xff)
                at++;
            at = (at + 4) & ~3ull;
        } else if (token == PROPERTY) {
            uint32_t bytes = read_big(at);
            if (is_named(strings + read_big(at + 4), name))
                return bytes == 4 ? read_big(at + 8) : (uint64_t)read_big(at + 8) << 32 | read_big(at + 12);
            at += 8 + ((bytes + 3ull) & ~3ull);
        } else if (token != END_NODE && token != NOTHING) {
            break;
        }
    }
    return 0;
}

static const Region *region_of(uint64_t physical)
{
    for (int i = 0; i < region_count; i++)
        if (physical - regions[i].start < regions[i].end - regions[i].start)
            return &regions[i];
    return NULL;
}

/* Memory that a kernel may use for itself once it has no more use for the tables in it. */
static bool is_given(const Region *region)
{
    return !region->is_runtime && ((region->type >= LOADER_CODE && region->type <= BOOT_SERVICES_DATA)
                                   || region->type == CONVENTIONAL || region->type == ACPI_RECLAIM
                                   || region->type == PERSISTENT);
}

/* What was done before the map was known. */
static void judge(Use use, uint64_t page, uint64_t code)
{
    const Region *region = region_of(page), *by = region_of(code);
    if (!region)
        broken(18, "a use of memory that is not in the memory map, behind ExitBootServices", page, page, now());
    else if (use == FETCH && !region->is_runtime
             && (region->type == BOOT_SERVICES_CODE || region->type == BOOT_SERVICES_DATA))
        broken(18, "boot services executed behind ExitBootServices", page, page, now());
    else if (use == WRITE && !is_given(region) && !(by && by->is_runtime))
        broken(18, "a write to memory that the firmware keeps, behind ExitBootServices", page, page, now());
}

/* At a kernel's entry, where addresses are physical. */
void contract_begin(uint64_t tree)
{
    region_count = 0;
    uint64_t map = property(tree, "linux,uefi-mmap-start"), bytes = property(tree, "linux,uefi-mmap-size"),
        stride = property(tree, "linux,uefi-mmap-desc-size");
    for (uint64_t at = map; map && stride && at + stride <= map + bytes && region_count < REGIONS; at += stride) {
        Region *one = &regions[region_count++];
        one->type = (uint32_t)read_little(at);
        one->start = read_little(at + 8);
        one->end = one->start + read_little(at + 24) * PAGE;
        one->is_runtime = read_little(at + 32) & RUNTIME;
    }
    if (region_count)
        handover_judged(judge);
}

void contract_fetched(uint64_t virtual, uint64_t physical)
{
    if (!region_count) {
        handover_fetched(physical);
        return;
    }
    const Region *region = region_of(physical);
    is_firmware = region && region->is_runtime;
    if (!is_firmware)
        return;
    if (region->type != RUNTIME_CODE)
        broken(18, "the firmware executes memory that is not for code", virtual, physical, now());
    if (!(regime()->sctlr & 1) || virtual >> 55 & 1)
        broken(18, "the firmware runs without its own mappings", virtual, physical, now());
}

void contract_accessed(bool is_store, uint64_t virtual, uint64_t physical)
{
    if (!region_count)
        handover_accessed(is_store, physical);
    if (!region_count || is_firmware)
        return;
    const Region *region = region_of(physical);
    if (!region)
        broken(18, "an access to memory that is not in the memory map", virtual, physical, now());
    else if (is_store && !is_given(region))
        broken(18, "a write to memory that the firmware keeps", virtual, physical, now());
}
