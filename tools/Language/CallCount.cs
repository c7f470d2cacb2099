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
    private readonly Dictionary<MethodDefinition, HashSet<MethodDefinition>> _callees = [];

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

    /// <summary>
    /// Methods that may be running already when they are called: those of a circle of calls, whichever of the methods
    /// of a name an interface or a virtual call ends in.
    /// </summary>
    public HashSet<MethodDefinition> LeadingBack()
    {
        HashSet<MethodDefinition> circular = [];
        foreach (MethodDefinition start in _callees.Keys)
        {
            HashSet<MethodDefinition> seen = [];
            Stack<MethodDefinition> waiting = new(_callees[start]);
            while (!circular.Contains(start) && waiting.TryPop(out MethodDefinition? method))
            {
                if (method == start)
                {
                    circular.Add(start);
                }
                else if (seen.Add(method) && _callees.TryGetValue(method, out HashSet<MethodDefinition>? next))
                {
                    foreach (MethodDefinition callee in next)
                    {
                        waiting.Push(callee);
                    }
                }
            }
        }

        return circular;
    }

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

    /// <summary>
    /// What implements an interface in a structure is nothing but itself when it is called by its own name: taken for
    /// the interface's member, any two that implement one would be a circle.
    /// </summary>
    private static bool MayEndElsewhere(MethodDefinition method) =>
        method.IsVirtual && !method.IsFinal && !method.DeclaringType.IsSealed;

    private void Follow(MethodDefinition method)
    {
        HashSet<MethodDefinition> callees = _callees[method] = [];
        if (MayEndElsewhere(method))
        {
            // A member of an interface or of a base class stands for what implements or overrides it.
            foreach (MethodDefinition body in _bodiesByName[method.Name])
            {
                if (body.IsVirtual && body != method)
                {
                    callees.Add(body);
                    ReachOpenly(body);
                }
            }
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            // Those of arrays of several dimensions are in no assembly.
            if (
                instruction.Operand is not MethodReference { DeclaringType: not ArrayType } reference
                || reference.Resolve() is not { } callee
            )
            {
                continue;
            }

            callees.Add(callee);
            _places[callee] = _places.GetValueOrDefault(callee) + 1;
            if (instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn)
            {
                ReachOpenly(callee);
            }

            Reach(callee);
        }
    }
}
