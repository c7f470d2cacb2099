namespace Keelson.Portable.Tests.Paging;

/// <summary>
/// What the reference walker found; the attributes are those in force, table descriptors' limits applied.
/// </summary>
internal readonly record struct Walked(
    ulong Physical,
    int Level,
    int AttributeIndex,
    int Shareability,
    bool NonGlobal,
    bool Writable,
    bool HardwareMayMakeWritable,
    bool UserAccess,
    bool KernelExecutes,
    bool UserExecutes
);

/// <summary>
/// A second walker, written from the manual (DDI 0487, D8.2 to D8.4) and sharing nothing with the code under test:
/// literal shapes, literal bits. Null is any fault: translation, access flag, address size or a reserved encoding.
/// </summary>
internal static class ReferenceWalker
{
    // Per level: lowest address bit it resolves, how many bits, and whether a block is allowed there.
    private static (int Level, int Low, int Bits, bool Block)[] Shape(int pageShift) =>
        pageShift switch
        {
            12 => [(0, 39, 9, false), (1, 30, 9, true), (2, 21, 9, true), (3, 12, 9, false)],
            14 => [(0, 47, 1, false), (1, 36, 11, false), (2, 25, 11, true), (3, 14, 11, false)],
            16 => [(1, 42, 6, false), (2, 29, 13, true), (3, 16, 13, false)],
            _ => throw new ArgumentOutOfRangeException(nameof(pageShift)),
        };

    public static Walked? Walk(TestTables memory, int pageShift, ulong root, bool upperHalf, ulong address)
    {
        if (address >> 48 != (upperHalf ? 0xFFFFUL : 0))
        {
            return null;
        }

        ulong table = root;
        bool tableReadOnly = false,
            tableNoUser = false,
            tablePxn = false,
            tableUxn = false;
        foreach ((int level, int low, int bits, bool blockAllowed) in Shape(pageShift))
        {
            ulong index = (address >> low) % (1UL << bits);
            if (memory.ReadPhysical(table + 8 * index, 1UL << pageShift) is not ulong entry || entry % 2 == 0)
            {
                return null;
            }

            bool bit1 = entry / 2 % 2 == 1;
            if (level < 3 && bit1)
            {
                // Bits 47:pageShift lead on; below them are ignored bits and, with 64 KB, address bits above 48.
                table = (entry & 0xFFFF_FFFF_FFFF) >> pageShift << pageShift;
                tablePxn |= Bit(entry, 59);
                tableUxn |= Bit(entry, 60);
                tableNoUser |= Bit(entry, 61);
                tableReadOnly |= Bit(entry, 62);
                continue;
            }

            if (level < 3 ? !blockAllowed : !bit1)
            {
                return null;
            }

            ulong output = entry & 0xFFFF_FFFF_F000;
            bool accessFlag = Bit(entry, 10);
            bool reservedClear = (entry & 0x0007_0000_0000_0000) == 0 && output % (1UL << low) == 0;
            if (!accessFlag || !reservedClear)
            {
                return null;
            }

            bool readOnly = Bit(entry, 7) || tableReadOnly;
            return new Walked(
                output + address % (1UL << low),
                level,
                (int)(entry >> 2 & 7),
                (int)(entry >> 8 & 3),
                Bit(entry, 11),
                Writable: !readOnly,
                HardwareMayMakeWritable: readOnly && Bit(entry, 51),
                UserAccess: Bit(entry, 6) && !tableNoUser,
                KernelExecutes: !Bit(entry, 53) && !tablePxn,
                UserExecutes: !Bit(entry, 54) && !tableUxn
            );
        }

        return null;
    }

    private static bool Bit(ulong value, int bit) => (value >> bit & 1) == 1;
}
