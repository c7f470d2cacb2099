using Keelson.Tools.Language;

namespace Keelson.Tools.Coff;

/// <summary>
/// What ilc calls when C# needs more runtime than there is. Each of these links, or could be made to, and then fails on
/// the machine; so the object is refused, with the C# feature to avoid.
/// </summary>
internal static class ForbiddenSymbols
{
    /// <summary>Storage for references, which would have to be set up at start and is not.</summary>
    public const string GcStatics = "?__GCSTATICS@";

    /// <summary>
    /// There are methods of these names, since the compiler asks for them before it knows whether it will need them.
    /// None can do its work.
    /// </summary>
    private static readonly (string Prefix, string Feature)[] s_standIns =
    [
        ("CoreLib_System_Runtime_RuntimeExports__RhBox", HeapAdvice.Boxing),
        (
            "CoreLib_System_Runtime_RuntimeExports__RhUnbox",
            "it takes a value out of an object, and values are in none; keep the value's own type"
        ),
        (
            "CoreLib_System_Runtime_TypeCast__StelemRef",
            "it stores a reference in an array, or fills an array of references that can not be laid down at compile "
                + "time; choose the object by a switch"
        ),
        (
            "CoreLib_System_Runtime_TypeCast__LdelemaRef",
            "it takes the address of an element of an array of references; copy the reference"
        ),
        ("__InterfaceDispatchCell_", HeapAdvice.InterfaceCall),
        (
            "CoreLib_System_Delegate__Initialize",
            "it makes a delegate at run time, which is an object on the heap; pass a function pointer"
        ),
    ];

    private static readonly (string Prefix, string Feature)[] s_helpers =
    [
        ("RhpNew", HeapAdvice.Allocation),
        ("RhpThrowEx", "it throws an exception; return a status instead"),
        ("RhpRethrow", "it rethrows an exception; return a status instead"),
        ("RhpAssignRef", "it stores an object reference on the heap; keep references in locals or frozen statics"),
        (
            "RhpCheckedAssignRef",
            "it stores an object reference through a ref; keep references in locals or frozen statics"
        ),
        ("RhpByRefAssignRef", "it copies a struct that holds object references; take the references out of the struct"),
        (
            "RhpInitialDynamicInterfaceDispatch",
            "it calls an interface that the compiler could not resolve; use a struct type parameter"
        ),
        (
            "RhpGcPoll",
            "it polls for a garbage collector; drop SuppressGCTransition and bind to assembly with RuntimeImport"
        ),
    ];

    private const string Allocation = "RhpNew";

    /// <summary>What statics with references take.</summary>
    private static readonly string[] s_references =
    [
        GcStatics,
        "RhpAssignRef",
        "RhpCheckedAssignRef",
        "RhpByRefAssignRef",
        "CoreLib_System_Runtime_TypeCast__StelemRef",
        "CoreLib_System_Runtime_TypeCast__LdelemaRef",
        // Where one is made otherwise, the language gate has refused it.
        "CoreLib_System_Delegate__Initialize",
    ];

    private static readonly string[] s_objects = [Allocation, "CoreLib_System_Runtime_RuntimeExports__Rh"];

    /// <summary>What the program's heap allows.</summary>
    /// <param name="method">Who asks.</param>
    public static bool IsAllowed(string name, HeapKind heap, string method) =>
        heap switch
        {
            HeapKind.None => false,
            HeapKind.Statics => IsOf(s_references, name) || (IsOf([Allocation], name) && IsStaticConstructor(method)),
            _ => IsOf(s_references, name) || IsOf(s_objects, name) || IsUnreachable(name, method),
        };

    /// <summary>
    /// What a virtual method of a span would be in an object, where no span is: it throws (arch/arm64/NeverThrown.S).
    /// </summary>
    private static bool IsUnreachable(string name, string method) =>
        name == "RhpThrowEx" && method.StartsWith("<Boxed>", StringComparison.Ordinal);

    private static bool IsOf(string[] prefixes, string name) =>
        prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsStaticConstructor(string method) => method.Contains("cctor", StringComparison.Ordinal);

    /// <returns>Why a method of the core library's may not be called, or null when it may.</returns>
    public static string? ExplainStandIn(string name) =>
        s_standIns.FirstOrDefault(helper => name.StartsWith(helper.Prefix, StringComparison.Ordinal)).Feature;

    /// <returns>Why an undefined symbol may not be there, or null when it may.</returns>
    public static string? Explain(string name) =>
        s_helpers.FirstOrDefault(helper => name.StartsWith(helper.Prefix, StringComparison.Ordinal)).Feature;
}
