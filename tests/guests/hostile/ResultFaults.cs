using System;

namespace Keelson.Guests.Hostile;

/// <summary>What a service can give back that is wrong, or where it should not.</summary>
internal static class ResultFaults
{
    public static bool TryWrite(ReadOnlySpan<char> fault, ref FaultWriter writer)
    {
        if (Setting.Is(fault, "huge-data"))
        {
            // The size of GetVariable, of GetNextVariableName.
            writer.Size(3);
        }
        else if (Setting.Is(fault, "huge-name"))
        {
            writer.Size(0);
            writer.Add(A64.MoveWide(0, 5));
            writer.Add(A64.MoveKeep(0, 0x8000, 48));
            writer.Add(A64.Return);
        }
        else if (Setting.Is(fault, "past-data"))
        {
            // A byte where the buffer of GetVariable ends.
            writer.Add(A64.SkipIfZero(3, 3));
            writer.Add(A64.Load(9, 3));
            writer.Add(A64.AddRegister(9, 9, 4));
            writer.Add(A64.StoreByte(A64.Zero, 9, 0));
        }
        else if (Setting.Is(fault, "past-time"))
        {
            // Behind EFI_TIME, which has 16 bytes.
            writer.Add(A64.SkipIfZero(0, 1));
            writer.Add(A64.StoreByte(A64.Zero, 0, 16));
        }
        else if (Setting.Is(fault, "before-time"))
        {
            writer.Add(A64.SkipIfZero(0, 1));
            writer.Add(A64.StoreByteBefore(A64.Zero, 0));
        }
        else if (Setting.Is(fault, "long-name"))
        {
            // A NUL where the buffer of GetNextVariableName ends.
            writer.Add(A64.SkipIfZero(0, 3));
            writer.Add(A64.Load(9, 0));
            writer.Add(A64.AddRegister(9, 9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 9));
        }
        else if (Setting.Is(fault, "february"))
        {
            writer.Time(2026, 2, 31);
        }
        else if (Setting.Is(fault, "april"))
        {
            writer.Time(2026, 4, 31);
        }
        else if (Setting.Is(fault, "thirteenth"))
        {
            writer.Time(2026, 13, 1);
        }
        else if (Setting.Is(fault, "no-nul"))
        {
            // The whole buffer of GetNextVariableName, and no end.
            writer.Add(A64.SkipIfZero(1, 5));
            writer.Add(A64.Load(9, 0));
            writer.Add(A64.MoveWide(10, 'x'));
            writer.Add(0x7800_242a); // strh w10, [x1], #2
            writer.Add(0xd100_0929); // sub x9, x9, #2
            writer.Add(0xb5ff_ffc9); // cbnz x9, to the store
        }
        else if (Setting.Is(fault, "empty-name"))
        {
            writer.Add(A64.SkipIfZero(1, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1));
        }
        else if (Setting.Is(fault, "stopped"))
        {
            writer.Time(2026, 2, 28);
        }
        else if (Setting.Is(fault, "same-name"))
        {
            writer.Add(A64.SkipIfZero(1, 3));
            writer.Add(A64.MoveWide(9, 'x'));
            writer.Add(A64.StoreHalf(9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1, 2));
        }
        else if (Setting.Is(fault, "new-names"))
        {
            writer.Add(A64.SkipIfZero(1, 4));
            writer.Add(A64.LoadHalf(9, 1));
            writer.Add(A64.AddOne(9));
            writer.Add(A64.StoreHalf(9, 1));
            writer.Add(A64.StoreHalf(A64.Zero, 1, 2));
        }
        else
        {
            return false;
        }
        return true;
    }
}
