using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>
/// The section <c>.hwids</c> out of a folder of descriptions, one machine each: JSON with <c>name</c>,
/// <c>compatible</c> and <c>hwids</c> (ukify(1), <c>--hwids</c>). The same bytes as ukify's.
/// </summary>
internal static class HardwareIdFiles
{
    private const uint DeviceTreeEntry = 0x1000_001c; // its kind and its size
    private const int EntryBytes = 28;

    private sealed record Machine(string Name, string Compatible);

    /// <exception cref="FailureException">A file that cannot be read, or says too little.</exception>
    public static byte[] Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailureException($"--hwids: there is no folder {folder}", "correct the path");
        }

        // In the order in which they are first met.
        List<Machine> order = [];
        Dictionary<Machine, SortedSet<string>> machines = [];
        foreach (
            string file in Directory
                .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            (Machine machine, IEnumerable<string> ids) = ReadFile(file);
            if (!machines.TryGetValue(machine, out SortedSet<string>? known))
            {
                machines[machine] = known = new SortedSet<string>(StringComparer.Ordinal);
                order.Add(machine);
            }

            known.UnionWith(ids);
        }

        if (machines.Count == 0)
        {
            throw new FailureException(
                $"--hwids: no machine is described in {folder}: there is no .json",
                "give a folder with a file for each machine (ukify(1))"
            );
        }

        int entries = 1 + machines.Values.Sum(ids => ids.Count);
        MemoryStream texts = new();
        Dictionary<string, uint> offsets = [];
        foreach (
            string text in order
                .SelectMany(machine => (string[])[machine.Name, machine.Compatible])
                .Distinct()
                .Order(StringComparer.Ordinal)
        )
        {
            offsets[text] = (uint)(entries * EntryBytes + texts.Length);
            texts.Write(Encoding.UTF8.GetBytes(text + '\0'));
        }

        byte[] section = new byte[entries * EntryBytes + texts.Length];
        Span<byte> rest = section;
        foreach (Machine machine in order)
        {
            foreach (string id in machines[machine])
            {
                BinaryPrimitives.WriteUInt32LittleEndian(rest, DeviceTreeEntry);
                Guid.Parse(id).TryWriteBytes(rest[4..]);
                BinaryPrimitives.WriteUInt32LittleEndian(rest[20..], offsets[machine.Name]);
                BinaryPrimitives.WriteUInt32LittleEndian(rest[24..], offsets[machine.Compatible]);
                rest = rest[EntryBytes..];
            }
        }

        texts.ToArray().CopyTo(rest[EntryBytes..]);
        return section;
    }

    private static (Machine Machine, IEnumerable<string> Ids) ReadFile(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(InputFile.Read(file));
            JsonElement root = document.RootElement;
            return (
                new Machine(Text(root.GetProperty("name")), Text(root.GetProperty("compatible"))),
                [.. root.GetProperty("hwids").EnumerateArray().Select(id => id.GetGuid().ToString("D"))]
            );
        }
        catch (Exception bad)
            when (bad is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FailureException(
                $"{file} describes no machine: {bad.Message}",
                "it has to have name, compatible and hwids (ukify(1))"
            );
        }
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("a null");
}
