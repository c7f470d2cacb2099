using Keelson.Images;

namespace Keelson.Stub;

/// <summary>
/// All that is gathered, and taken from the firmware, on the way to a kernel: so that a boot that is refused gives all
/// of it back.
/// </summary>
internal ref struct BootMaterial
{
    public LoadOptions Options;
    public BootSource Source;
    public CommandLine CommandLine;
    public LoadedTree Tree;
    public KernelLoader Kernel;
    public Initrd Initrd;
    public LinuxTables Tables;

    /// <summary>All of it.</summary>
    public void Release(scoped ref Firmware firmware)
    {
        ReleaseAttempt(ref firmware);
        Source.Release(ref firmware);
        Options.Release(ref firmware);
    }

    /// <summary>What belongs to one way to boot, so that another may be tried.</summary>
    public void ReleaseAttempt(scoped ref Firmware firmware)
    {
        Tables.Release(ref firmware);
        Initrd.Release(ref firmware);
        Kernel.Release(ref firmware);
        Tree.Release(ref firmware);
        CommandLine.Release(ref firmware);
        Tables = default;
        Initrd = default;
        Kernel = default;
        Tree = default;
        CommandLine = default;
    }
}
