using System;

namespace Keelson.Handover;

/// <summary>
/// Words of the command line that are ours: the stub, the kernel-shim and the host program read and write the same.
/// docs/boards.md says what each does. Those that end in <c>=</c> take a value.
/// </summary>
public static class OptionNames
{
    /// <summary>Kernels in the chain.</summary>
    public static ReadOnlySpan<byte> Kexec => "keelson.kexec="u8;

    /// <summary>Page sizes of the chain's kernels.</summary>
    public static ReadOnlySpan<byte> Chain => "keelson.chain="u8;

    /// <summary>The kernel after the last kernel-shim.</summary>
    public static ReadOnlySpan<byte> Next => "keelson.next="u8;

    /// <summary>The initrd of that kernel.</summary>
    public static ReadOnlySpan<byte> NextInitrd => "keelson.next.initrd="u8;

    /// <summary>What is to go wrong with a kexec.</summary>
    public static ReadOnlySpan<byte> KexecFault => "keelson.kexec-fault="u8;

    /// <summary>A fault on purpose.</summary>
    public static ReadOnlySpan<byte> Fault => "keelson.fault="u8;

    /// <summary>MB of free memory to fill, or <c>all</c>.</summary>
    public static ReadOnlySpan<byte> Poison => "keelson.poison="u8;

    /// <summary>How the machine ends.</summary>
    public static ReadOnlySpan<byte> End => "keelson.end="u8;
    public static ReadOnlySpan<byte> EndByReset => "keelson.end=reset"u8;
    public static ReadOnlySpan<byte> EndByPsci => "keelson.end=psci"u8;

    /// <summary>Where the report is kept.</summary>
    public static ReadOnlySpan<byte> Report => "keelson.report="u8;
    public static ReadOnlySpan<byte> KeepNoReport => "keelson.report=none"u8;
    public static ReadOnlySpan<byte> NoScreen => "keelson.screen=none"u8;
    public static ReadOnlySpan<byte> NoConsole => "keelson.console=none"u8;

    /// <summary>The maps go into the report, for pictures of them.</summary>
    public static ReadOnlySpan<byte> Maps => "keelson.maps=yes"u8;
    public static ReadOnlySpan<byte> PersistWrite => "keelson.persist=write"u8;
    public static ReadOnlySpan<byte> PersistRead => "keelson.persist=read"u8;

    /// <summary>For the program that stands in Linux's initramfs (tests, and the verb <c>linux</c>); kexec hands it on.
    /// </summary>
    public static ReadOnlySpan<byte> Guest => "keelson.guest="u8;
    public static ReadOnlySpan<byte> GuestVendor => "keelson.guid="u8;

    /// <summary>SetVirtualAddressMap is called again, which it has to refuse.</summary>
    public static ReadOnlySpan<byte> RelocateTwice => "keelson.svam=twice"u8;
}
