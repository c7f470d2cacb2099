using System;
using Keelson.BootEntries;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// All that is gathered, and taken from the firmware, on the way to a kernel: so that a boot that is refused gives all
/// of it back.
/// </summary>
internal ref struct BootMaterial(EfiSystem system, nint imageHandle)
{
    public readonly EfiSystem System = system;
    public readonly nint ImageHandle = imageHandle;
    public readonly Firmware Firmware = new(system);
    public readonly SecureBootState SecureBoot = SecureBootVariables.Read(system);

    /// <summary>The stub's own, with all that it carries.</summary>
    public OwnImage Image;

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

    /// <summary>What to boot: what the image carries, what the options name, or a boot entry of the volume.</summary>
    public bool TryFindSource() => Source.TryFind(System, ImageHandle, in Image, Options.Text, SecureBoot, Firmware);

    public bool TryNextEntry(EfiStatus status) => Source.TryNextEntry(System, status, Firmware);

    /// <summary>A boot entry may be a program, which has run when this returns true.</summary>
    public bool TryStartProgram(out EfiStatus ended) =>
        Source.TryStartProgram(System, ImageHandle, in Tree, Firmware, out ended);

    public void ChooseTree()
    {
        if (Product.ChoosesTrees && Image.HasTrees)
        {
            Image.TryFindSection(UnifiedSections.HardwareIds, out ReadOnlySpan<byte> hardwareIds);
            ChosenTree = Image.FindTree(MachineModel.Find(System, hardwareIds, Firmware));
        }
    }

    /// <summary>What is carried is measured as a whole, and only if it is what boots.</summary>
    public void MeasureImage()
    {
        Measurement = new Measurement(System);
        if (Source.Choice.Origin != KernelOrigin.Carried)
        {
            return;
        }
        Measurement.Image(in Image, ChosenTree, Options.Profile);
        if (Product.ReadsCompanions && !Source.IsKernelShim)
        {
            StubState.Export(System, ImageHandle, in Image, Options.Profile);
        }
    }

    /// <summary>All of it.</summary>
    public void Release()
    {
        ReleaseAttempt();
        Source.Release(Firmware);
        Options.Release(Firmware);
    }

    /// <summary>What belongs to one way to boot, so that another may be tried.</summary>
    public void ReleaseAttempt()
    {
        Tables.Release(Firmware);
        Initrd.Release(Firmware);
        Kernel.Release(Firmware);
        Tree.Release(Firmware);
        CommandLine.Release(Firmware);
        Tables = default;
        Initrd = default;
        Kernel = default;
        Tree = default;
        CommandLine = default;
        if (Product.ReadsCompanions)
        {
            Companions.Release(Firmware);
            Companions = default;
        }
    }
}
