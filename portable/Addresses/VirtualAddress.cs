namespace Keelson.Addresses;

/// <summary>
/// <c>EFI_VIRTUAL_ADDRESS</c> (UEFI 2.10, 7.2): a byte address as a program sees it, in the address space that is
/// installed at the time. The address spaces differ, so there is no conversion from or to
/// <see cref="PhysicalAddress"/>.
/// </summary>
public readonly struct VirtualAddress(ulong value)
{
    /// <summary>The address in bytes.</summary>
    public ulong Value { get; } = value;

    public static VirtualAddress operator +(VirtualAddress address, ulong bytes) => new(address.Value + bytes);

    public static VirtualAddress operator -(VirtualAddress address, ulong bytes) => new(address.Value - bytes);

    /// <summary>Distance in bytes; the left side must not be the lower one.</summary>
    public static ulong operator -(VirtualAddress end, VirtualAddress start) => end.Value - start.Value;

    public static bool operator ==(VirtualAddress a, VirtualAddress b) => a.Value == b.Value;

    public static bool operator !=(VirtualAddress a, VirtualAddress b) => a.Value != b.Value;

    public static bool operator <(VirtualAddress a, VirtualAddress b) => a.Value < b.Value;

    public static bool operator >(VirtualAddress a, VirtualAddress b) => a.Value > b.Value;

    public static bool operator <=(VirtualAddress a, VirtualAddress b) => a.Value <= b.Value;

    public static bool operator >=(VirtualAddress a, VirtualAddress b) => a.Value >= b.Value;

    public override bool Equals(object? other) => other is VirtualAddress address && address.Value == Value;

    public override int GetHashCode() => (int)(Value ^ (Value >> 32));

    /// <summary>The nearest multiple of <paramref name="alignmentBytes"/> (a power of two) at or below.</summary>
    public VirtualAddress AlignDown(ulong alignmentBytes) => new(Alignment.Down(Value, alignmentBytes));

    /// <summary>The nearest multiple of <paramref name="alignmentBytes"/> (a power of two) at or above.</summary>
    public VirtualAddress AlignUp(ulong alignmentBytes) => new(Alignment.Up(Value, alignmentBytes));

    public bool IsAligned(ulong alignmentBytes) => Alignment.IsAligned(Value, alignmentBytes);
}
