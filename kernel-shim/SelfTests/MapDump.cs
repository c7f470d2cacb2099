using Keelson.Handover;
using Keelson.Paging;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// For pictures of the machine (<c>keelson.maps=yes</c>): the memory map with where the layout put each
/// region, then what the runtime services' tables map. tools/Reports reads these lines.
/// </summary>
internal static class MapDump
{
    public static void WriteIfAsked(ref TestBench bench, ref RuntimeContext runtime)
    {
        if (!CommandLine.Has(OptionNames.Maps, OptionValues.Yes))
        {
            return;
        }
        for (int i = 0; i < bench.Map.Count; i++)
        {
            MemoryDescriptor region = bench.Map[i];
            bench.Report.Note(
                $"map {region.PhysicalStart} 0x{region.SizeBytes:x} {region.Type} 0x{(ulong)region.Attributes:x} "
                    + $"{region.VirtualStart}"
            );
        }
        RunMerger<MappingDump> merger = new(default);
        runtime.Space.Visit(ref merger);
        merger.Finish();
    }
}

internal readonly struct MappingDump : IRunVisitor
{
    public void Visit(MappingRun run)
    {
        Text.TextLine line =
            $"# mapping {run.Virtual} {run.Physical} 0x{run.SizeBytes:x} {run.PageCount} {run.BlockCount} "
            + $"{run.Protection.Kind.Text()} {(run.Protection.IsExecutable ? "x" : "-")}";
        Log.WriteLine(line.Text);
    }
}
