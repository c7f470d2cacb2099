namespace Keelson.Paging;

/// <summary>
/// Everything a block or page descriptor says besides where it leads: memory type and permissions of EL1 (Arm ARM
/// DDI 0487, D8.4 and D8.6). EL0 has no access and does not execute; the access flag is set, as nothing handles its
/// fault. Only the factories make one, so that a combination no one thought about does not exist.
/// </summary>
public readonly struct Protection
{
    private const ulong Common = DescriptorBits.AccessFlag | DescriptorBits.UnprivilegedExecuteNever;

    private Protection(ulong bits) => Bits = bits;

    /// <summary>The attribute bits as they stand in a descriptor.</summary>
    public ulong Bits { get; }

    /// <summary>R-X, for every address space.</summary>
    public static Protection KernelText => Writable(MemoryKind.NormalWriteBack).ReadOnly();

    /// <summary>R--, for every address space.</summary>
    public static Protection KernelReadOnlyData => KernelData.ReadOnly();

    /// <summary>RW-, for every address space.</summary>
    public static Protection KernelData => Writable(MemoryKind.NormalWriteBack).NeverExecute();

    /// <summary>RW-, Device-nGnRnE, for every address space.</summary>
    public static Protection KernelDevice => Writable(MemoryKind.DeviceNGnRnE).NeverExecute();

    /// <summary>
    /// RWX: an <c>EfiRuntimeServicesCode</c> region holds whole PE images, data sections and all. Without an
    /// <c>EFI_MEMORY_ATTRIBUTES_TABLE</c> (UEFI 2.10, 4.6) nobody can tell them apart. <c>SCTLR_EL1.WXN</c> must be 0.
    /// </summary>
    public static Protection RuntimeCode => Writable(MemoryKind.NormalWriteBack).NonGlobal();

    /// <summary>RW-, for one address space.</summary>
    public static Protection RuntimeData => RuntimeCode.NeverExecute();

    /// <summary>RW-, Device-nGnRE, for one address space: a runtime region without <c>EFI_MEMORY_WB</c>.</summary>
    public static Protection RuntimeDevice => RuntimeData.WithKind(MemoryKind.DeviceNGnRE);

    public MemoryKind Kind =>
        (MemoryKind)((Bits & DescriptorBits.AttributeIndex) >> DescriptorBits.AttributeIndexShift);
    public bool IsReadOnly => (Bits & DescriptorBits.ReadOnly) != 0;
    public bool IsExecutable => (Bits & DescriptorBits.PrivilegedExecuteNever) == 0;
    public bool IsNonGlobal => (Bits & DescriptorBits.NonGlobal) != 0;

    /// <summary>
    /// No writes. Sets <c>AP[2]</c> and clears <c>DBM</c>: the two together are what read-only means. With <c>DBM</c>
    /// left set, <c>AP[2]</c> says "writable, not yet written": where <c>TCR_EL1.HD</c> is on, hardware clears it at
    /// the first store and the store succeeds (D8.5). <c>HD</c> is off here, but a descriptor must not depend on that.
    /// </summary>
    public Protection ReadOnly() => new((Bits | DescriptorBits.ReadOnly) & ~DescriptorBits.DirtyBitModifier);

    /// <summary>For one address space: TLB entries carry its ASID and are not used under another one.</summary>
    public Protection NonGlobal() => new(Bits | DescriptorBits.NonGlobal);

    /// <summary>EL1 takes no instructions from here.</summary>
    public Protection NeverExecute() => new(Bits | DescriptorBits.PrivilegedExecuteNever);

    /// <summary>The same permissions for another memory type.</summary>
    public Protection WithKind(MemoryKind kind) =>
        new((Bits & ~(DescriptorBits.AttributeIndex | DescriptorBits.Shareability)) | KindBits(kind));

    public static bool operator ==(Protection a, Protection b) => a.Bits == b.Bits;

    public static bool operator !=(Protection a, Protection b) => a.Bits != b.Bits;

    public override bool Equals(object? other) => other is Protection protection && protection == this;

    public override int GetHashCode() => (int)(Bits ^ (Bits >> 32));

    internal static Protection FromBits(ulong bits) => new(bits);

    // DBM marks every writable mapping, dirty from the start as AP[2] is clear: what ReadOnly() takes away is then
    // really there. Processors without FEAT_HAFDBS ignore the bit.
    private static Protection Writable(MemoryKind kind) =>
        new(Common | DescriptorBits.DirtyBitModifier | KindBits(kind));

    // Device memory is Outer Shareable whatever SH says (D8.6); the descriptor then says so too.
    private static ulong KindBits(MemoryKind kind) =>
        (ulong)kind << DescriptorBits.AttributeIndexShift
        | (kind >= MemoryKind.DeviceNGnRE ? DescriptorBits.OuterShareable : DescriptorBits.InnerShareable);
}
