using System;
using Keelson.Images;

namespace Keelson.Stub;

/// <summary>
/// All that is gathered, and taken from the firmware, on the way to a kernel: so that a boot that is refused gives all
/// of it back.
/// </summary>
internal ref struct BootMaterial(Firmware firmware)
{
    private readonly Firmware _firmware = firmware;

    public LoadOptions Options;
    public BootSource Source;
    public Companions Companions;
    public CommandLine CommandLine;

    /// <summary>One of several trees of the image, which is for this machine; empty without such.</summary>
    public ReadOnlySpan<byte> ChosenTree;
    public LoadedTree Tree;
    public KernelLoader Kernel;
    public Initrd Initrd;
    public LinuxTables Tables;
    public Measurement Measurement;

    /// <summary>All of it.</summary>
    public void Release()
    {
        ReleaseAttempt();
        Source.Release(_firmware);
        Options.Release(_firmware);
    }

    /// <summary>What belongs to one way to boot, so that another may be tried.</summary>
    public void ReleaseAttempt()
    {
        Tables.Release(_firmware);
        Initrd.Release(_firmware);
        Kernel.Release(_firmware);
        Tree.Release(_firmware);
        CommandLine.Release(_firmware);
        Tables = default;
        Initrd = default;
        Kernel = default;
        Tree = default;
        CommandLine = default;
        if (Product.ReadsCompanions)
        {
            Companions.Release(_firmware);
            Companions = default;
        }
    }
}
