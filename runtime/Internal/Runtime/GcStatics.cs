using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime;

/// <summary>
/// Gives each type with references in statics the object that holds them (as .NET's own start does). The
/// build calls it in front of an application's entry point; the products have no such statics.
/// </summary>
internal static class GcStatics
{
    private const int SectionOfRegion = 201;
    private const nint Uninitialized = 1;
    private const nint HasData = 2;
    private const nint Flags = 3;

    private struct Header
    {
        public uint Signature;
        public ushort MajorVersion;
        public ushort MinorVersion;
        public uint Flags;
        public ushort SectionCount;
        public byte EntrySize;
        public byte EntryType;
    }

    private unsafe struct Section
    {
        public int Id;
        public int Flags;
        public byte* Start;
        public byte* End;
    }

    [RuntimeImport("*", "ReadyToRunHeader")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe Header* FindHeader();

    [RuntimeImport("*", "NewStaticObject")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe nint NewObject(MethodTable* type);

    private static unsafe void Initialize()
    {
        // SAFETY: ilc laid down the header and what it leads to; each is followed as far as it says.
        Header* header = FindHeader();
        Section* sections = (Section*)(header + 1);
        for (int i = 0; i < header->SectionCount; i++)
        {
            if (sections[i].Id == SectionOfRegion)
            {
                Initialize(sections[i].Start, sections[i].End);
            }
        }
    }

    // SAFETY: as above.
    private static unsafe void Initialize(byte* region, byte* end)
    {
        for (; region < end; region += sizeof(int))
        {
            nint* cell = (nint*)Relative(region);
            nint value = (nint)Relative((byte*)cell);
            if ((value & Uninitialized) == 0)
            {
                continue;
            }

            MethodTable* type = (MethodTable*)(value & ~Flags);
            nint holder = NewObject(type);
            if ((value & HasData) != 0)
            {
                byte* data = Relative((byte*)cell + sizeof(int));
                // The object's size counts the word in front of it and its type.
                nuint bytes = type->BaseSize - 2 * (nuint)sizeof(nint);
                SpanHelpers.Memmove(ref *((byte*)holder + sizeof(nint)), ref *data, bytes);
            }

            *cell = holder;
        }
    }

    // SAFETY: the distance is from where it stands.
    private static unsafe byte* Relative(byte* place) => place + *(int*)place;
}
