using System;

namespace Keelson.Guests.Hostile;

/// <summary>The instructions of a service, one after the other.</summary>
internal ref struct FaultWriter(Span<uint> code)
{
    private readonly Span<uint> _code = code;

    public int Count { get; private set; }

    /// <summary>x0 has what the service returns.</summary>
    public bool HasStatus { get; set; }

    public void Add(uint instruction) => _code[Count++] = instruction;

    /// <summary>Noon of a day, into EFI_TIME at x0; nothing where that is NULL, which is refused.</summary>
    public void Time(uint year, uint month, uint day)
    {
        Add(A64.SkipIfNotZero(0, 3));
        Add(A64.MoveWide(0, 2));
        Add(A64.MoveKeep(0, 0x8000, 48));
        Add(A64.Return);
        Add(A64.Store(A64.Zero, 0));
        Add(A64.Store(A64.Zero, 0, 8));
        Add(A64.MoveWide(9, year));
        Add(A64.StoreHalf(9, 0));
        Add(A64.MoveWide(9, month));
        Add(A64.StoreByte(9, 0, 2));
        Add(A64.MoveWide(9, day));
        Add(A64.StoreByte(9, 0, 3));
        Add(A64.MoveWide(9, 12));
        Add(A64.StoreByte(9, 0, 4));
    }

    /// <summary>2^62 in the size that is at an argument.</summary>
    public void Size(uint argument)
    {
        Add(A64.SkipIfZero(argument, 2));
        Add(A64.MoveWide(9, 0x4000, 48));
        Add(A64.Store(9, argument));
    }
}
