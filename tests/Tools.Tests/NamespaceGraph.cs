using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Tests;

/// <summary>
/// Which namespace of an assembly uses which other one of it: by what the compiler left of each type, and by the
/// <c>using</c> lines of the sources, as constants leave nothing.
/// </summary>
internal sealed partial class NamespaceGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    /// <param name="assembly">The compiled assembly.</param>
    /// <param name="folder">Its sources.</param>
    public static NamespaceGraph Of(string assembly, string folder)
    {
        NamespaceGraph graph = new();
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly);
        foreach (TypeDefinition type in module.GetTypes())
        {
            graph.AddType(type);
        }

        foreach (string file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            graph.AddSource(file, File.ReadAllText(file));
        }

        return graph;
    }

    /// <summary>From, to, and who is the reason.</summary>
    public void Add(string from, string to, string reason)
    {
        if (!_edges.TryGetValue(from, out SortedDictionary<string, string>? targets))
        {
            _edges[from] = targets = new(StringComparer.Ordinal);
        }

        if (from != to)
        {
            targets.TryAdd(to, reason);
        }
    }

    public IEnumerable<string> Namespaces => _edges.Keys;

    /// <summary>
    /// A shortest way from a namespace back to itself, a line for each step; empty where there is none.
    /// </summary>
    public IReadOnlyList<string> FindCycle() =>
        _edges
            .Keys.Select(start => WayBack(start))
            .Where(way => way.Count > 0)
            .OrderBy(way => way.Count)
            .FirstOrDefault([]);

    private IReadOnlyList<string> WayBack(string start)
    {
        Dictionary<string, IReadOnlyList<string>> ways = new() { [start] = [] };
        Queue<string> waiting = new([start]);
        while (waiting.TryDequeue(out string? at))
        {
            foreach ((string to, string reason) in _edges[at])
            {
                IReadOnlyList<string> way = [.. ways[at], $"{at} uses {to} ({reason})"];
                if (to == start)
                {
                    return way;
                }

                // A namespace without a node of its own is another assembly's.
                if (_edges.ContainsKey(to) && ways.TryAdd(to, way))
                {
                    waiting.Enqueue(to);
                }
            }
        }

        return [];
    }

    private void AddSource(string file, string text)
    {
        if (NamespaceLine().Match(text) is not { Success: true } own)
        {
            return;
        }

        foreach (Match used in UsingLine().Matches(text))
        {
            Add(own.Groups[1].Value, used.Groups[1].Value, Path.GetFileName(file));
        }
    }

    private void AddType(TypeDefinition type)
    {
        string from = NamespaceOf(type);
        if (from.Length == 0)
        {
            return;
        }

        Add(from, from, "");
        IEnumerable<TypeReference?> used =
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.GenericParameters.SelectMany(one =>
                one.Constraints.Select(constraint => constraint.ConstraintType)
            ),
            .. type.Fields.Select(one => one.FieldType),
            .. type.CustomAttributes.Select(one => one.AttributeType),
            .. type.Methods.SelectMany(TypesOf),
        ];
        foreach (TypeReference reference in used.OfType<TypeReference>().SelectMany(Parts))
        {
            // Only those of this assembly: the others' names lead out of it.
            if (reference.Scope == type.Module && NamespaceOf(reference) is { Length: > 0 } to)
            {
                Add(from, to, $"{type.Name} uses {reference.Name}");
            }
        }
    }

    private static IEnumerable<TypeReference?> TypesOf(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(one => one.ParameterType),
            .. method.GenericParameters.SelectMany(one =>
                one.Constraints.Select(constraint => constraint.ConstraintType)
            ),
            .. method.HasBody ? method.Body.Variables.Select(one => one.VariableType) : [],
            .. method.HasBody ? method.Body.Instructions.SelectMany(TypesOf) : [],
        ];

    private static IEnumerable<TypeReference?> TypesOf(Instruction instruction) =>
        instruction.Operand switch
        {
            GenericInstanceMethod call => [call.DeclaringType, call.ReturnType, .. call.GenericArguments],
            MethodReference call => [call.DeclaringType, call.ReturnType],
            FieldReference field => [field.DeclaringType, field.FieldType],
            TypeReference type => [type],
            _ => [],
        };

    /// <summary>A type and what it is built of: arguments, elements, the types around it.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType instance =>
            [
                .. Parts(instance.ElementType),
                .. instance.GenericArguments.SelectMany(Parts),
            ],
            IModifierType modified => [.. Parts(modified.ModifierType), .. Parts(modified.ElementType)],
            TypeSpecification { ElementType: { } element } => Parts(element),
            GenericParameter => [],
            _ => [type],
        };

    private static string NamespaceOf(TypeReference type) =>
        type.DeclaringType is { } outer ? NamespaceOf(outer) : type.Namespace;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^using (?:static )?(Keelson[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}
