using System.CommandLine;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Supply;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>bill</c>: MSBuild has a bill of materials (SBOM) written beside each image that is linked.</summary>
internal static class BillCommand
{
    private static readonly Option<string> s_image = new("--image")
    {
        Required = true,
        Description = "what was linked",
    };
    private static readonly Option<string> s_map = new("--map") { Required = true, Description = "the linker's map" };
    private static readonly Option<string> s_archiveSources = new("--archive-sources")
    {
        Required = true,
        Description = "the folder of the sources of the archive's objects",
    };
    private static readonly Option<string[]> s_assembly = new("--assembly")
    {
        Description = "an assembly that ilc was given",
    };
    private static readonly Option<string[]> s_source = new("--source")
    {
        Description = "the source of an object that brings a section alone, and no symbol",
    };
    private static readonly Option<string[]> s_payload = new("--payload") { Description = "a file that is carried" };
    private static readonly Option<string[]> s_bill = new("--bill")
    {
        Description = "the bill of an image that a payload holds",
    };
    private static readonly Option<string> s_package = new("--package")
    {
        Required = true,
        Description = "the folder of ilc's package",
    };
    private static readonly Option<string[]> s_tool = new("--tool") { Description = "assembler and linker" };
    private static readonly Option<string> s_output = new("--output") { Required = true, Description = "the bill" };

    public static Command Create()
    {
        Command bill = new("bill", "write an image's bill of materials (SBOM, CycloneDX)")
        {
            s_image,
            s_map,
            s_archiveSources,
            s_assembly,
            s_source,
            s_payload,
            s_bill,
            s_package,
            s_tool,
            s_output,
        };
        bill.SetAction(Run);
        return bill;
    }

    private static int Run(ParseResult parsed)
    {
        string image = parsed.GetRequiredValue(s_image);
        BillOfMaterials bill = new(Path.GetFileName(image), InputFile.Read(image));
        foreach (string assembly in parsed.GetValue(s_assembly)!)
        {
            bill.AddPart("library", Path.GetFileNameWithoutExtension(assembly), InputFile.Read(assembly));
        }

        string folder = parsed.GetRequiredValue(s_archiveSources);
        IEnumerable<string> assembled = LinkedParts
            .ObjectsIn(File.ReadLines(parsed.GetRequiredValue(s_map)))
            .Where(LinkedParts.IsOfArchive)
            .Select(name => Path.Combine(folder, LinkedParts.SourceOf(name)));
        foreach (string source in assembled.Concat(parsed.GetValue(s_source)!))
        {
            bill.AddPart("file", NameOf(source), InputFile.Read(source));
        }

        foreach (string payload in parsed.GetValue(s_payload)!)
        {
            bill.AddPart("file", NameOf(payload), InputFile.Read(payload));
        }

        foreach (string other in parsed.GetValue(s_bill)!)
        {
            bill.AddPart(InputFile.Read(other));
        }

        AddTools(bill, parsed);
        AtomicFile.WriteIfChanged(parsed.GetRequiredValue(s_output), bill.ToJson());
        return ExitCodes.Success;
    }

    private static void AddTools(BillOfMaterials bill, ParseResult parsed)
    {
        string package = Path.TrimEndingDirectorySeparator(parsed.GetRequiredValue(s_package));
        string name = Path.GetFileName(Path.GetDirectoryName(package)!);
        if (PackagePin.HashOf(package) is { } hash)
        {
            bill.AddTool(name, Path.GetFileName(package), hash);
        }

        foreach (string tool in parsed.GetValue(s_tool)!)
        {
            string program = ExecutableSearch.Find(tool) ?? tool;
            bill.AddTool(Path.GetFileNameWithoutExtension(tool), VersionProbe.OfProgram(program));
        }
    }

    private static string NameOf(string path) => Repository.Current.RelativePath(path).Replace('\\', '/');
}
