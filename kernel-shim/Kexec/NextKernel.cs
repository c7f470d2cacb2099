using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Compression;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Images;
using Keelson.Kernel;
using Keelson.Kexec;
using Keelson.Paging;
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
        ReadOnlySpan<byte> file = KexecFaultInjection.Truncate(
            boot.IsAsked ? FindFile(handover, boot.Image, out _) : FindImage(handover, generation)
        );
        Span<byte> scratch = default;
        PackedKernel packed = default;
        Arm64ImageError imageError;
        Arm64Image image;
        if (PackedKernel.IsPacked(file))
        {
            OpenPacked(file, out packed, out scratch, out image, out imageError);
        }
        else
        {
            imageError = Arm64Image.TryParse(file, out image);
        }
        if (imageError != Arm64ImageError.None)
        {
            Panic.Stop($"kexec refused: invalid Image: {imageError.Text()}");
        }
        if (!Cpu.MemoryModel.Supports(image.Granule))
        {
            Panic.Stop(
                $"kexec refused: {image.PageSizeKilobytes} KB pages of the next Image not supported by this processor"
            );
        }

        // Two places away from everything that is in use, and from everything that stays in use.
        ulong treeSize = boot.IsAsked
            ? NextDeviceTree.CapacityFor(tree.Blob, in boot)
            : NextDeviceTree.CapacityFor(tree.Blob);
        PhysicalAddress treeStart = PhysicalMemory.Allocate(treeSize, AlignedPages.GranularityBytes);
        KexecFaultInjection.MoveSegment(ref treeStart, handover);
        PhysicalRange initrd = boot.IsAsked ? default : handover.Initrd;
        if (!boot.Initrd.IsEmpty)
        {
            FindFile(handover, boot.Initrd, out initrd); // It can stay where it is: that memory is not used otherwise.
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
        PhysicalAddress target;
        bool isPlaced;
        do
        {
            ulong imageSize = image.TextOffset + image.ImageSizeBytes;
            if (imageSize < image.ImageSizeBytes)
            {
                Panic.Stop($"kexec refused: invalid Image: image_size wraps past 2^64");
            }
            if (
                !PhysicalMemory.Free.TryAllocateBelow(
                    entry.ImageStart,
                    imageSize,
                    Alignment.Size2M,
                    out PhysicalAddress slot
                )
            )
            {
                Panic.Stop($"kexec refused: no {imageSize} contiguous bytes of free memory, 2 MB aligned");
            }
            target = slot + image.TextOffset;
            segments = new(
                PhysicalRange.FromSize(slot, imageSize),
                PhysicalRange.FromSize(treeStart, treeSize),
                initrd
            );
            KexecError error = segments.Check(map, in live, FirmwareReservations.All);
            if (error != KexecError.None)
            {
                Panic.Stop($"kexec refused: {error.Text()}");
            }

            isPlaced = packed.Method == CompressionMethod.None;
            if (isPlaced)
            {
                file.CopyTo(PhysicalMemory.Bytes(target, (ulong)file.Length));
            }
            else
            {
                isPlaced = TryUnpack(in packed, PhysicalMemory.Bytes(target, image.ImageSizeBytes), scratch);
                image = image with { ImageSizeBytes = 2 * image.ImageSizeBytes };
            }
        } while (!isPlaced);
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
            Entry = target,
            Image = segments.Image,
            DeviceTree = segments.DeviceTree,
            PageSizeKilobytes = image.PageSizeKilobytes,
            CacheTicks = Clean(in segments),
        };
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

    /// <summary>The header of a kernel that a distribution packed, by unpacking its beginning.</summary>
    private static void OpenPacked(
        ReadOnlySpan<byte> file,
        out PackedKernel packed,
        out Span<byte> scratch,
        out Arm64Image image,
        out Arm64ImageError imageError
    )
    {
        image = default;
        imageError = Arm64ImageError.None;
        PhysicalAddress start = PhysicalMemory.Allocate(Decompressor.ScratchSizeBytes, AlignedPages.GranularityBytes);
        scratch = PhysicalMemory.Bytes(start, Decompressor.ScratchSizeBytes);
        CompressionError error = PackedKernel.TryParse<AllDecompressors>(file, out packed);
        if (error == CompressionError.None)
        {
            error = packed.ReadHeader<AllDecompressors>(scratch, out image, out imageError);
        }
        if (error != CompressionError.None)
        {
            RefusePacked(packed.Method, error);
        }
    }

    /// <returns>False where there is more behind the kernel than fits, as padding and a signature.</returns>
    private static bool TryUnpack(in PackedKernel packed, Span<byte> place, Span<byte> scratch)
    {
        CompressionError error = packed.Unpack<AllDecompressors>(place, scratch, out int size);
        if (error == CompressionError.DestinationFull)
        {
            return false;
        }
        if (error != CompressionError.None)
        {
            RefusePacked(packed.Method, error);
        }
        Arm64ImageError imageError = Arm64Image.CheckLength(place[..size]);
        if (imageError != Arm64ImageError.None)
        {
            Panic.Stop($"kexec refused: invalid Image: {imageError.Text()}");
        }
        return true;
    }

    private static void RefusePacked(CompressionMethod method, CompressionError error) =>
        Panic.Stop($"kexec refused: cannot unpack the next Image ({method.Name()}): {error.Text()}");

    [InlineArray(24)]
    private struct FileName
    {
        private byte _first;
    }

    private static ReadOnlySpan<byte> FindImage(KernelHandover handover, Generation generation)
    {
        GenerationChain.TryParse(
            CommandLine.ValueOf(OptionNames.Kexec),
            CommandLine.ValueOf(OptionNames.Chain),
            out GenerationChain chain
        );
        ReadOnlySpan<byte> prefix = "kernel-shim-"u8;
        ReadOnlySpan<byte> size = chain.PageSizeOf(generation.Record.Generation + 1);
        FileName memory = default;
        Span<byte> name = memory;
        prefix.CopyTo(name);
        size.CopyTo(name[prefix.Length..]);
        name = name[..(prefix.Length + size.Length)];
        return FindFile(handover, name, out _);
    }

    private static ReadOnlySpan<byte> FindFile(
        KernelHandover handover,
        scoped ReadOnlySpan<byte> name,
        out PhysicalRange place
    )
    {
        ReadOnlySpan<byte> file = default;
        ReadOnlySpan<byte> initrd = handover.Initrd.IsEmpty
            ? default
            : PhysicalMemory.Bytes(handover.Initrd.Start, handover.Initrd.SizeBytes);
        if (!new CpioArchive(initrd).TryFind(name, out file, out uint offset))
        {
            Panic.Stop($"kexec refused: no file {name} in the initrd");
        }
        place = PhysicalRange.FromSize(handover.Initrd.Start + offset, (ulong)file.Length);
        return file;
    }
}
