using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Keelson.Tools.Language;

/// <summary>
/// Which methods of a whole program can be reached from its entry points, and from how many places each is called.
/// </summary>
internal sealed class CallCount
{
    private readonly Dictionary<MethodDefinition, int> _places = [];
    private readonly HashSet<MethodDefinition> _reached = [];

    // Reached by more than the places that name them: by address, through an interface, or from outside.
    private readonly HashSet<MethodDefinition> _open = [];
    private readonly Stack<MethodDefinition> _waiting = [];
    private readonly ILookup<string, MethodDefinition> _bodiesByName;

    private CallCount(IReadOnlyList<ModuleDefinition> program)
    {
        MethodDefinition[] all = [.. program.SelectMany(module => module.GetTypes()).SelectMany(type => type.Methods)];
        // An explicit implementation carries the interface's name in front.
        _bodiesByName = all.Where(method => method.HasBody)
            .ToLookup(method => method.Name[(method.Name.LastIndexOf('.') + 1)..]);
        foreach (MethodDefinition root in all.Where(IsEntryPoint))
        {
            ReachOpenly(root);
        }

        while (_waiting.TryPop(out MethodDefinition? method))
        {
            Follow(method);
        }
    }

    public static CallCount Of(IReadOnlyList<ModuleDefinition> program) => new(program);

    /// <summary>What may run, but for static constructors, which nothing calls by name.</summary>
    public IReadOnlyCollection<MethodDefinition> Reached => _reached;

    public IEnumerable<MethodDefinition> Once =>
        _reached.Where(method => !_open.Contains(method) && _places.GetValueOrDefault(method) == 1);

    private static bool IsEntryPoint(MethodDefinition method) =>
        method.CustomAttributes.Any(one =>
            one.AttributeType.Name is "RuntimeExportAttribute" or "UnmanagedCallersOnlyAttribute"
        );

    private void ReachOpenly(MethodDefinition method)
    {
        _open.Add(method);
        Reach(method);
    }

    private void Reach(MethodDefinition method)
    {
        if (_reached.Add(method))
        {
            _waiting.Push(method);
        }
    }

    private void Follow(MethodDefinition method)
    {
        if (!method.HasBody)
        {
            // A member of an interface stands for whoever implements it.
            foreach (MethodDefinition body in method.IsVirtual ? _bodiesByName[method.Name] : [])
            {
                ReachOpenly(body);
            }

            return;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if ((instruction.Operand as MethodReference)?.Resolve() is not { } callee)
            {
                continue;
            }

            _places[callee] = _places.GetValueOrDefault(callee) + 1;
            if (instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn)
            {
                ReachOpenly(callee);
            }

            Reach(callee);
        }
    }
}
