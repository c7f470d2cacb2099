using System.Text;
using Keelson.Addresses;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>The stub's part played against a simulated firmware, and what it left behind in memory.</summary>
internal sealed class HandoverRun(SimulatedFirmware firmware)
{
    public static readonly PhysicalAddress SystemTable = new(0x1_3f5e_0018);

    public SimulatedFirmware Firmware { get; } = firmware;
    public byte[] DeviceTree { get; init; } = [];
    public string BootArguments { get; init; } = "console=ttyAMA0";
    public VirtualMapMode Mode { get; init; } = VirtualMapMode.Relocated;
    public PhysicalRange Initrd { get; init; }
    public bool KeepsInitrdOfTree { get; init; }
    public ulong KaslrSeed { get; init; }
    public byte[] RngSeed { get; init; } = [];
    public bool ProbesSecondCall { get; init; }

    public BootExitError Prepared { get; private set; }

    /// <summary>Of the last step that was made.</summary>
    public BootExitError Error { get; private set; }
    public DeviceTreeError DeviceTreeError { get; private set; }
    public MemoryMapError MapError { get; private set; }
    public EfiStatus FirmwareStatus { get; private set; }
    public BootRecord Record { get; private set; }
    public PhysicalRange Scratch { get; private set; }
    public PhysicalRange MapBuffer { get; private set; }
    public PhysicalRange Tree { get; private set; }
    public int RuntimeRegionBound { get; private set; }

    /// <summary>The device tree at each ExitBootServices.</summary>
    public List<byte[]> TreeAtExit { get; } = [];

    public HandoverRun Go() => GoWith(() => { });

    /// <param name="atExit">Happens at the start of each ExitBootServices, after the tree was looked at.</param>
    public HandoverRun GoWith(Action atExit)
    {
        var services = new SimulatedServices(Firmware);
        byte[] arguments = Encoding.UTF8.GetBytes(BootArguments);
        var request = new HandoverRequest
        {
            SystemTable = SystemTable,
            DeviceTree = DeviceTree,
            BootArguments = arguments,
            Initrd = Initrd,
            KeepsInitrdOfTree = KeepsInitrdOfTree,
            SecureBoot = SecureBootState.Disabled,
            KaslrSeed = KaslrSeed,
            RngSeed = RngSeed,
            PhysicalEnd = new PhysicalAddress(1ul << 48),
            VirtualMap = Mode,
            ProbesSecondCall = ProbesSecondCall,
        };
        var exit = new BootExit<SimulatedServices>();
        Prepared = Error = exit.Prepare(services, ref request);
        Tree = exit.DeviceTree;
        RuntimeRegionBound = exit.RuntimeRegionBound;
        Firmware.Exiting = () =>
        {
            TreeAtExit.Add(TreeBytes());
            atExit();
        };
        if (Error == BootExitError.None)
        {
            Error = exit.Leave(services, in request);
        }

        DeviceTreeError = exit.DeviceTreeError;
        MapError = exit.MapError;
        FirmwareStatus = exit.FirmwareStatus;
        Record = exit.Record;
        Scratch = exit.Scratch;
        MapBuffer = exit.MapBuffer;
        // As the stub does where it can still go back; Prepare has to clean up after itself.
        if (Prepared == BootExitError.None && Error != BootExitError.None && !Firmware.ExitWasTried)
        {
            exit.Release(services);
        }

        return this;
    }

    public byte[] TreeBytes() => Firmware.Memory(Tree).ToArray();

    /// <summary>What a kernel reads out of the tree that it is given.</summary>
    public KernelHandover ReadAsKernel()
    {
        Assert.True(
            DeviceTreeBlob.TryCreate(TreeBytes(), out DeviceTreeBlob tree, out DeviceTreeError error),
            error.ToString()
        );
        Assert.Equal(HandoverError.None, KernelHandover.TryRead(tree, out KernelHandover handover));
        return handover;
    }

    /// <summary>The map that the kernel finds, one array of the firmware's stride for each descriptor.</summary>
    public List<byte[]> FinalMap()
    {
        KernelHandover handover = ReadAsKernel();
        Span<byte> bytes = Firmware.Memory(PhysicalRange.FromSize(handover.MapStart, (ulong)handover.Map.SizeBytes));
        return [.. bytes.ToArray().Chunk((int)handover.Map.DescriptorSizeBytes)];
    }

    public List<MemoryDescriptor> FinalDescriptors() =>
        [.. FinalMap().Select(bytes => System.Runtime.InteropServices.MemoryMarshal.Read<MemoryDescriptor>(bytes))];

    public string? ChosenText(string name)
    {
        Assert.True(DeviceTreeBlob.TryCreate(TreeBytes(), out DeviceTreeBlob tree, out _));
        Assert.True(tree.TryFindNode("/chosen"u8, out DeviceTreeNode chosen));
        return
            chosen.TryGetProperty(Encoding.ASCII.GetBytes(name), out DeviceTreeProperty property)
            && property.TryReadString(out ReadOnlySpan<byte> text)
            ? Encoding.UTF8.GetString(text)
            : null;
    }
}
