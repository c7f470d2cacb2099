namespace Keelson.Addresses;

/// <summary>
/// <c>EFI_PHYSICAL_ADDRESS</c> (UEFI 2.10, 7.2): a byte address as the bus sees it. Never dereferenced as it stands;
/// never converted to a <see cref="VirtualAddress"/> without saying through which mapping.
/// </summary>
public readonly struct PhysicalAddress(ulong value)
{
    /// <summary>The address in bytes.</summary>
    public ulong Value { get; } = value;

    public static PhysicalAddress operator +(PhysicalAddress address, ulong bytes) => new(address.Value + bytes);

    public static PhysicalAddress operator -(PhysicalAddress address, ulong bytes) => new(address.Value - bytes);

    /// <summary>Distance in bytes; the left side must not be the lower one.</summary>
    public static ulong operator -(PhysicalAddress end, PhysicalAddress start) => end.Value - start.Value;

    public static bool operator ==(PhysicalAddress a, PhysicalAddress b) => a.Value == b.Value;

    public static bool operator !=(PhysicalAddress a, PhysicalAddress b) => a.Value != b.Value;

    public static bool operator <(PhysicalAddress a, PhysicalAddress b) => a.Value < b.Value;

    public static bool operator >(PhysicalAddress a, PhysicalAddress b) => a.Value > b.Value;

    public static bool operator <=(PhysicalAddress a, PhysicalAddress b) => a.Value <= b.Value;

    public static bool operator >=(PhysicalAddress a, PhysicalAddress b) => a.Value >= b.Value;

    public override bool Equals(object? other) => other is PhysicalAddress address && address.Value == Value;

    public override int GetHashCode() => (int)(Value ^ (Value >> 32));

    /// <summary>The nearest multiple of <paramref name="alignmentBytes"/> (a power of two) at or below.</summary>
    public PhysicalAddress AlignDown(ulong alignmentBytes) => new(Alignment.Down(Value, alignmentBytes));

    /// <summary>The nearest multiple of <paramref name="alignmentBytes"/> (a power of two) at or above.</summary>
    public PhysicalAddress AlignUp(ulong alignmentBytes) => new(Alignment.Up(Value, alignmentBytes));

    public bool IsAligned(ulong alignmentBytes) => Alignment.IsAligned(Value, alignmentBytes);
}
