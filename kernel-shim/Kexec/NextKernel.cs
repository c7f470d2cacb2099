using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Kexec;
using Keelson.Trust;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// kexec, as Linux does it on arm64: the next kernel into free memory, a device tree that differs in nothing but the
/// generation (or, for a kernel that is none of ours, in command line and initrd), caches cleaned to the point of
/// coherency, MMU off, and in at the primary entry point. SetVirtualAddressMap is never called again.
/// </summary>
internal static class NextKernel
{
    private const ushort IdentityAsid = 3;

    /// <summary>What lies in memory, complete, once <see cref="Place"/> is through.</summary>
    private struct Placed
    {
        public PhysicalAddress Entry;
        public PhysicalRange Image;
        public PhysicalRange DeviceTree;
        public int PageSizeKilobytes;
        public ulong CacheTicks;
    }

    /// <summary>A generation of ours, or behind the last of them the kernel that the command line names.</summary>
    public static bool IsWanted(in Generation generation) => !generation.IsLast || CommandLine.Next.IsAsked;

    /// <summary>Does not return: enters the next kernel, or stops with the reason.</summary>
    public static void Enter(
        in EntryState entry,
        DeviceTreeWindow tree,
        in KernelHandover handover,
        MemoryMapView map,
        ref Generation generation,
        ref RuntimeContext runtime,
        uint passed
    )
    {
        Place(entry, tree, handover, map, in generation, out Placed next);
        Jump(entry, in next, ref generation, ref runtime, passed);
    }

    /// <summary>
    /// <c>kexec -l</c>: the next kernel and its tree, at once where they will run, and cleaned out of the caches, so
    /// that nothing has to be moved or cleaned any more when there is no way back.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Place(
        in EntryState entry,
        DeviceTreeWindow tree,
        in KernelHandover handover,
        MemoryMapView map,
        in Generation generation,
        out Placed next
    )
    {
        NextBoot boot = generation.IsLast ? CommandLine.Next : default;
        RequireTrust(handover, boot.IsAsked ? boot.Image : "kernel-shim"u8);
        NextImage.Open(in handover, in generation, in boot, out NextImage image);

        // Two places away from everything that is in use, and from everything that stays in use.
        ulong treeSize = boot.IsAsked
            ? NextDeviceTree.CapacityFor(tree.Blob, in boot)
            : NextDeviceTree.CapacityFor(tree.Blob);
        PhysicalAddress treeStart = PhysicalMemory.Allocate(treeSize, AlignedPages.GranularityBytes);
        KexecFaultInjection.MoveSegment(ref treeStart, handover);
        PhysicalRange treePlace = PhysicalRange.FromSize(treeStart, treeSize);
        PhysicalRange initrd = boot.IsAsked ? default : handover.Initrd;
        if (!boot.Initrd.IsEmpty)
        {
            InitrdFile.Find(handover, boot.Initrd, out initrd);
        }
        LiveMemory live = new()
        {
            MemoryMap = EfiMemoryMap.Range(handover),
            Kernel = entry.Image,
            Tables = PhysicalMemory.Tables,
            DeviceTree = tree.Range,
            Record = generation.Frame,
        };
        KexecSegments segments;
        while (true)
        {
            segments = new(TakeSlot(entry.ImageStart, image.SlotSizeBytes), treePlace, initrd);
            KexecError error = segments.Check(map, in live, FirmwareReservations.All);
            if (error != KexecError.None)
            {
                Panic.Stop($"kexec refused: {error.Text()}");
            }
            if (image.TryWriteTo(segments.Image.Start + image.TextOffset))
            {
                break;
            }
            PhysicalMemory.Free.Add(segments.Image);
        }
        Span<byte> nextTree = PhysicalMemory.Bytes(treeStart, treeSize);
        DeviceTreeError treeError = boot.IsAsked
            ? NextDeviceTree.TryBuild(tree.Blob, in boot, initrd, nextTree)
            : NextDeviceTree.TryBuild(
                tree.Blob,
                new GenerationProperty(
                    generation.Record.Generation + 1,
                    generation.Record.Total,
                    generation.Frame.Start
                ),
                nextTree
            );
        if (treeError != DeviceTreeError.None)
        {
            Panic.Stop($"kexec refused: cannot build the device tree: {treeError.Text()}");
        }
        KexecFaultInjection.Damage(map, nextTree);
        next = new()
        {
            Entry = segments.Image.Start + image.TextOffset,
            Image = segments.Image,
            DeviceTree = segments.DeviceTree,
            PageSizeKilobytes = image.PageSizeKilobytes,
            CacheTicks = Clean(in segments),
        };
    }

    private static PhysicalRange TakeSlot(PhysicalAddress limit, ulong sizeBytes)
    {
        if (!PhysicalMemory.Free.TryAllocateBelow(limit, sizeBytes, Alignment.Size2M, out PhysicalAddress slot))
        {
            Panic.Stop($"kexec refused: no {sizeBytes} contiguous bytes of free memory, 2 MB aligned");
        }
        return PhysicalRange.FromSize(slot, sizeBytes);
    }

    /// <summary>
    /// Memory and caches agree from now on: nobody writes there before the next kernel does, and a line that is read in
    /// again is as it is in memory.
    /// </summary>
    /// <returns>How long it took.</returns>
    private static ulong Clean(in KexecSegments segments)
    {
        ulong before = Cpu.Counter();
        Caches.CleanAndInvalidateToPointOfCoherency(
            KernelLayout.Linear(segments.Image.Start),
            segments.Image.SizeBytes
        );
        Caches.CleanAndInvalidateToPointOfCoherency(
            KernelLayout.Linear(segments.DeviceTree.Start),
            segments.DeviceTree.SizeBytes
        );
        Caches.InvalidateInstructions();
        return Cpu.Counter() - before;
    }

    /// <summary><c>kexec -e</c>: the record for the next kernel is written, and it is entered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Jump(
        in EntryState entry,
        in Placed next,
        ref Generation generation,
        ref RuntimeContext runtime,
        uint passed
    )
    {
        generation.Record.CacheTicks = next.CacheTicks;
        Log.Line(
            $"kexec: {next.PageSizeKilobytes} KB pages, slot {next.Image.Start}, device tree {next.DeviceTree.Start}"
        );
        // Nobody else runs in memory that the next kernel finds free.
        if (!Watcher.TryLeave())
        {
            Panic.Stop($"kexec refused: processor 0x{Machine.OtherProcessor:x} does not switch off");
        }
        if (!IdentityPage.TryMap(KernelHandoff.Landing, IdentityAsid, out ulong identity, out PhysicalAddress landing))
        {
            Panic.Stop($"kexec refused: no memory for the identity map");
        }
        if (!generation.IsLast)
        {
            generation.HandOn(entry.Image, runtime.Space.Root, generation.RuntimeAsid, passed);
        }
        KernelHandoff.EnterNext(next.Entry, next.DeviceTree.Start, entry.ExceptionLevel, identity, landing);
    }

    /// <summary>Only verified kernels are entered, here as by the firmware.</summary>
    private static void RequireTrust(in KernelHandover handover, scoped ReadOnlySpan<byte> name)
    {
        MaterialSource source =
            handover.HasBootRecord && handover.BootRecord.IsInitrdCarried
                ? MaterialSource.KexecOfCarried
                : MaterialSource.KexecOfOther;
        if (!BootPolicy.Uses(source, handover.SecureBoot))
        {
            Panic.Stop(
                $"kexec refused: Secure Boot {handover.SecureBoot.Text()}: {name} is from an initrd that did not come "
                    + $"with the signed image: turn Secure Boot off, or sign an image that carries it"
            );
        }
    }
}
