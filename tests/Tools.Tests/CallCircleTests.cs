using Keelson.Tools.Language;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// Which methods may be running already when they are called: each of those is slower by a look at the stack.
/// </summary>
public sealed class CallCircleTests : IDisposable
{
    private const MethodAttributes Member = MethodAttributes.Virtual | MethodAttributes.NewSlot;
    private const TypeAttributes Structure = TypeAttributes.Sealed | TypeAttributes.SequentialLayout;

    private readonly WovenProgram _program = new();
    private readonly MethodDefinition _write;

    public CallCircleTests() =>
        _write = _program.AddMethod(
            "Write",
            null,
            _program.AddType("IPort", TypeAttributes.Interface | TypeAttributes.Abstract),
            Member | MethodAttributes.Abstract
        );

    public void Dispose() => _program.Dispose();

    private static Action<ILProcessor> Calling(params MethodDefinition[] methods) =>
        il =>
        {
            foreach (MethodDefinition method in methods)
            {
                il.Emit(OpCodes.Callvirt, method);
            }

            il.Emit(OpCodes.Ret);
        };

    private MethodDefinition Implement(string type, params MethodDefinition[] calls) =>
        _program.AddMethod("Write", Calling(calls), _program.AddType(type, Structure), Member | MethodAttributes.Final);

    private string[] Circular(params MethodDefinition[] called)
    {
        _program.Mark(_program.AddMethod("Entry", Calling(called)), "UnmanagedCallersOnlyAttribute");
        return
        [
            .. CallCount
                .Of([_program.Module])
                .LeadingBack()
                .Select(method => $"{method.DeclaringType.Name}.{method.Name}")
                .Order(StringComparer.Ordinal),
        ];
    }

    [Fact]
    public void Two_that_implement_one_interface_are_no_circle() =>
        Assert.Empty(Circular(_write, Implement("Serial"), Implement("Tables")));

    [Fact]
    public void One_that_asks_another_of_the_kind_by_its_name_is_none_either() =>
        Assert.Empty(Circular(_write, Implement("Buffered", Implement("Serial"))));

    [Fact]
    public void One_that_calls_through_the_interface_may_end_in_itself() =>
        Assert.Equal(["Buffered.Write", "IPort.Write"], Circular(Implement("Buffered", _write), Implement("Serial")));

    /// <summary>Whether or not something else could override it again.</summary>
    [Theory]
    [InlineData(TypeAttributes.Class)]
    [InlineData(TypeAttributes.Sealed)]
    public void An_override_that_calls_what_it_overrides_as_a_virtual_one_is_a_circle(TypeAttributes leaf)
    {
        MethodDefinition root = _program.AddMethod("Run", Calling(), _program.AddType("Root"), Member);
        _program.AddMethod("Run", Calling(root), _program.AddType("Leaf", leaf), MethodAttributes.Virtual);
        Assert.Equal(["Leaf.Run", "Root.Run"], Circular(root));
    }
}
