// In the assemblies of the product, by the property SkipLocalsInit: what C# proves to be assigned before use needs no
// zeroing on entry. A large local (a line of text, a page of options) is cleared where the code says so, and nowhere
// else.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
