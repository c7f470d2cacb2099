namespace Keelson.Cases.Heap;

/// <summary>Every case, by the name that stands in front of what it prints.</summary>
internal static class AllCases
{
    public static void Run()
    {
        Keelson.Efi.EfiApplication.WriteLine("case LinkedNodes");
        LinkedNodes.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Shapes");
        Shapes.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Arrays");
        Arrays.Run();
        Keelson.Efi.EfiApplication.WriteLine("case ArrayAlgorithms");
        ArrayAlgorithms.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Boxes");
        Boxes.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Lambdas");
        Lambdas.Run();
        Keelson.Efi.EfiApplication.WriteLine("case MethodGroups");
        MethodGroups.Run();
        Keelson.Efi.EfiApplication.WriteLine("case NewOfClasses");
        NewOfClasses.Run();
        Keelson.Efi.EfiApplication.WriteLine("case GenericClasses");
        GenericClasses.Run();
        Keelson.Efi.EfiApplication.WriteLine("case JoinedStrings");
        JoinedStrings.Run();
        Keelson.Efi.EfiApplication.WriteLine("case InterpolatedStrings");
        InterpolatedStrings.Run();
        Keelson.Efi.EfiApplication.WriteLine("case InterpolatedIntegers");
        InterpolatedIntegers.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Builders");
        Builders.Run();
        Keelson.Efi.EfiApplication.WriteLine("case StringsOfCharacters");
        StringsOfCharacters.Run();
        Keelson.Efi.EfiApplication.WriteLine("case RecordText");
        RecordText.Run();
        Keelson.Efi.EfiApplication.WriteLine("case SpanText");
        SpanText.Run();
        Keelson.Efi.EfiApplication.WriteLine("case ChangedStatic");
        ChangedStatic.Run();
        Keelson.Efi.EfiApplication.WriteLine("case EditedStrings");
        EditedStrings.Run();
        Keelson.Efi.EfiApplication.WriteLine("case AnonymousObjects");
        AnonymousObjects.Run();
        Keelson.Efi.EfiApplication.WriteLine("case InheritedTexts");
        InheritedTexts.Run();
        Keelson.Efi.EfiApplication.WriteLine("case InheritedComparisons");
        InheritedComparisons.Run();
        Keelson.Efi.EfiApplication.WriteLine("case EnumStrings");
        EnumStrings.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Lists");
        Lists.Run();
        Keelson.Efi.EfiApplication.WriteLine("case Dictionaries");
        Dictionaries.Run();
        Keelson.Efi.EfiApplication.WriteLine("case SetsAndQueues");
        SetsAndQueues.Run();
        Keelson.Efi.EfiApplication.WriteLine("case ManyEntries");
        ManyEntries.Run();
        Keelson.Efi.EfiApplication.WriteLine("case NullableBoxes");
        NullableBoxes.Run();
        Keelson.Efi.EfiApplication.WriteLine("case TupleObjects");
        TupleObjects.Run();
        Keelson.Efi.EfiApplication.WriteLine("case ArrayObjects");
        ArrayObjects.Run();
        Keelson.Efi.EfiApplication.WriteLine("case DelegateEquality");
        DelegateEquality.Run();
    }
}
